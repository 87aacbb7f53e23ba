"""What stops a backup, a restore or a move: a sentence for whoever runs the server."""


class BackupProblem(Exception):
    """Nothing was changed; the words say why and, where it helps, what to do."""
