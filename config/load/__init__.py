"""Made-up data of any size, for measuring: candidacies as they would have come about, written straight into the tables.

The demonstration is told through the services, act by act. Here rows are made in the form in which the services leave
them, since a hundred thousand candidacies have millions of rows. Every row of candidacy ``n`` follows from the seed,
``n`` and the moment of the first run, so that a run which was killed goes on where it stopped.
"""
