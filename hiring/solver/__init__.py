"""Planning many interviews at once: a problem in whole minutes in, a plan or the reasons against one out.

``problem`` and ``plan`` say what is asked and answered, and know no Django. ``model`` and ``search`` put it to a
constraint solver, ``reasons`` finds out what would make it fit; both run in a process of their own (``child``) that
``apart`` starts and limits, since the solver brings a hundred megabytes with it that no web process should carry.
"""
