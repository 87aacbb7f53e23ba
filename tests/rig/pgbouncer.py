"""A real PgBouncer in transaction mode before a PostgreSQL server: own folder, unix socket, no service."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from urllib.parse import quote

import psycopg2
from psycopg2.extensions import parse_dsn

from tests.rig.deadlines import until

PORT = 6432
PATH = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
MISSING = "PgBouncer is not here: apt-get install pgbouncer, or bin/setup --dev"


def find() -> str | None:
    """The path of the program, or None."""
    return shutil.which("pgbouncer", path=PATH)


class PgBouncer:
    """The pooler of one server; ``url`` leads through it to the database that ``server_url`` names."""

    def __init__(self, server_url: str, *, size: int, **more: str) -> None:
        """Start it with ``size`` connections to the server, and ``more`` lines of its configuration."""
        server = parse_dsn(server_url)
        self.user = server.get("user", "postgres")
        self.folder = Path(tempfile.mkdtemp(prefix="evenhand-pgbouncer-"))
        self.url = (
            f"postgres://{quote(self.user)}@/{server['dbname']}?host={quote(str(self.folder), safe='')}&port={PORT}"
        )
        self.process: subprocess.Popen[bytes] | None = None
        self._name = server["dbname"]
        self._runs_as = _other_than_root(server.get("host", ""))
        places = " ".join(f"{key}={server[key]}" for key in ("host", "port") if key in server)
        lines = {
            "unix_socket_dir": str(self.folder),
            "listen_port": str(PORT),
            "auth_type": "trust",
            "auth_file": str(self.folder / "users"),
            "admin_users": self.user,
            "pool_mode": "transaction",
            "default_pool_size": str(size),
            "max_client_conn": "200",
        } | more
        said = "\n".join(f"{key} = {value}" for key, value in lines.items())
        (self.folder / "pgbouncer.ini").write_text(f"[databases]\n* = {places}\n\n[pgbouncer]\n{said}\n")
        (self.folder / "users").write_text(f'"{self.user}" "{server.get("password", "")}"\n')
        if self._runs_as:
            for path in (self.folder, *self.folder.iterdir()):
                shutil.chown(path, self._runs_as)
        self.start()

    def start(self) -> None:
        """Start it and wait until the database answers through it."""
        program = find()
        assert program, MISSING
        log = self.folder / "log"
        with log.open("ab") as output:
            self.process = subprocess.Popen(
                [program, str(self.folder / "pgbouncer.ini")],
                user=self._runs_as, stdout=output, stderr=output, cwd=self.folder,
            )  # fmt: skip
        until(self._answers, f"PgBouncer to answer: {log}", within=20)

    def stop(self) -> None:
        """End it at once, with every connection of its clients. Safe to call twice."""
        if self.process:
            self.process.terminate()
            self.process.wait(10)
            self.process = None

    def remove(self) -> None:
        """Stop it and remove its folder."""
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def count(self, what: str) -> int:
        """How many ``clients`` or ``servers`` are connected for the database."""
        admin = psycopg2.connect(host=str(self.folder), port=PORT, user=self.user, dbname="pgbouncer")
        try:
            admin.autocommit = True
            with admin.cursor() as cursor:
                cursor.execute(f"SHOW {what.upper()}")
                names = [column.name for column in cursor.description or ()]
                return sum(dict(zip(names, row, strict=True))["database"] == self._name for row in cursor.fetchall())
        finally:
            admin.close()

    def _answers(self) -> bool:
        try:
            psycopg2.connect(self.url).close()
        except psycopg2.OperationalError:
            return False
        return True


def _other_than_root(host: str) -> str | None:
    """Whom it runs as, since it refuses to run as root: whoever may open the server's socket. None: as oneself."""
    if os.geteuid() != 0:
        return None
    owner = Path(host).owner() if host.startswith("/") else "root"
    return "nobody" if owner == "root" else owner
