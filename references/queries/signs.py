"""Signs that a referee and the candidate may be the same person: for people to look at, never a reason to refuse."""

from collections.abc import Iterable

from ..models import Referee, RefereeLink

# Where everybody can have an address: sharing one of these domains says nothing.
PUBLIC_MAIL = frozenset(
    """
    aol.com att.net bigpond.com btinternet.com comcast.net duck.com fastmail.com free.fr freenet.de gmail.com
    gmx.at gmx.ch gmx.com gmx.de gmx.net googlemail.com hey.com hotmail.com hotmail.co.uk hotmail.fr icloud.com
    laposte.net libero.it live.com mac.com mail.com mail.ru mailbox.org me.com msn.com naver.com orange.fr
    outlook.com outlook.de pm.me posteo.de proton.me protonmail.com qq.com rediffmail.com rocketmail.com
    seznam.cz sfr.fr t-online.de tuta.com tutanota.com verizon.net wanadoo.fr web.de wp.pl yahoo.co.in
    yahoo.co.jp yahoo.co.uk yahoo.com yahoo.de yahoo.fr yandex.com yandex.ru ymail.com zoho.com 126.com 163.com
    """.split()  # noqa: SIM905 - a list to read
)
SAME_DEVICE = (
    "The answers came from the same network address and kind of browser as the candidate's work sample. "
    "People who share an office or a household do that too."
)


def signs_of(referee: Referee, links: Iterable[RefereeLink]) -> list[str]:
    """What speaks for a second look at ``referee``, each with what it is based on. No query."""
    found = []
    theirs, candidates = _parts(referee.email), _parts(referee.candidacy.candidate.email)
    if theirs[1] and theirs == candidates:
        found.append("The referee's address is the candidate's own.")
    elif theirs[1] and theirs[1] == candidates[1] and theirs[1] not in PUBLIC_MAIL:
        found.append(
            f"The referee's address is at the candidate's own mail domain, {theirs[1]}. "
            "People who work at the same place share one too."
        )
    if any(link.same_device_at for link in links):
        found.append(SAME_DEVICE)
    return found


def _parts(address: str) -> tuple[str, str]:
    """Name and domain in small letters; without the part after a plus sign, which leads to the same letter box."""
    name, _, domain = address.strip().casefold().rpartition("@")
    return (name.partition("+")[0], domain) if domain else ("", "")
