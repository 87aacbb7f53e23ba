"""Reading the calendar of a person somewhere else, for the times at which they are busy and nothing more.

``address`` says which servers may be asked, ``web`` asks them, ``caldav`` knows what to ask. ``sifting`` and ``times``
make busy times of what they answer, in a process of their own (``child``) that ``apart`` starts and limits.
"""
