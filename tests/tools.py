"""What tests share besides the factories: browsers, counted queries, jobs."""

from django.db import connection
from django.db.models import QuerySet
from django.test import Client
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from communities.finding import searching
from communities.finding.models import Document
from communities.ledger.models import Entry
from communities.members.models import User

BACKEND = "communities.signin.backends.MemberBackend"


def browser(person: User | None = None, **how) -> Client:
    """The browser of a person who is signed in; without a person, of a visitor."""
    client = Client(**how)
    if person is not None:
        client.force_login(person, backend=BACKEND)
    return client


def queries(client: Client, address: str) -> int:
    """How many statements a page costs, once what the process keeps (content types, sites) has been read."""
    assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def search(text: str, *, audiences: list[str], kind: str = "", tag: str = "") -> QuerySet[Document]:
    """What these audiences find, best first."""
    return searching.best(searching.ask(text, audiences=audiences, tag=tag), kind=kind)


def jobs(task: str) -> list[dict]:
    """The arguments of the jobs that wait in the queue for a task, by the end of its name, oldest first."""
    waiting = ProcrastinateJob.objects.filter(task_name__endswith=f".{task}").order_by("pk")
    return list(waiting.values_list("args", flat=True))


def verbs() -> list[str]:
    """What the ledger holds, oldest first."""
    return list(Entry.objects.order_by("pk").values_list("verb", flat=True))
