"""LiveChat: chats with threads of events (API 3), and the older archive with messages (API 2)."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Party, Role, Transcript
from qa_desktop.transcripts.markup import plain_text
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said, truth

FORMAT = "livechat"


def recognises(source: Source) -> bool:
    """Whether it holds threads of events, or messages with the kind of their author."""
    return bool(documents(source, _is_newer) or documents(source, _is_older))


def read(source: Source) -> tuple[Transcript, ...]:
    """The chats in a file; raises InputError where nothing is said in them."""
    newer = documents(source, _is_newer)
    told = [_read(each) for each in newer] or [_read_older(each) for each in documents(source, _is_older)]
    return with_turns(told, "a chat")


def _threads(of: dict[str, Any]) -> list[dict[str, Any]]:
    alone = record(of.get("thread"))
    return records(of.get("threads")) or ([alone] if alone else [of])


def _is_newer(of: dict[str, Any]) -> bool:
    return any(
        "created_at" in each and ("author_id" in each or said(each.get("type")) == "system_message")
        for thread in _threads(of)
        for each in records(thread.get("events"))
    )


def _is_older(of: dict[str, Any]) -> bool:
    return any("user_type" in each and "text" in each for each in records(of.get("messages")))


def _read(of: dict[str, Any]) -> Transcript:
    users = {said(each.get("id")): each for each in records(of.get("users"))}
    telling = Telling()
    for number, thread in enumerate(_threads(of)):
        for where, event in telling.each(thread.get("events"), f"threads[{number}].events"):
            if said(event.get("type")) != "system_message":
                _say(telling, where, event, users)
    parties = [Party(said(each.get("name")), _role(each), said(each.get("email"))) for each in users.values()]
    return telling.transcript(
        FORMAT, "chat", conversation=said(either(of, "id", "chat_id")), parties=[each for each in parties if each.name]
    )


def _say(telling: Telling, where: str, event: dict[str, Any], users: dict[str, dict[str, Any]]) -> None:
    author = said(event.get("author_id"))
    user = users.get(author, {})
    seen_by = said(either(event, "visibility", "recipients"))
    telling.say_at(
        where,
        "\n".join(_texts(event)),
        event.get("created_at"),
        role=_role(user) if user else role_of(author),
        speaker=said(user.get("name")) or author,
        internal=seen_by == "agents",
    )


def _texts(event: dict[str, Any]) -> Iterator[str]:
    """What an event says: a message, the parts of a rich one, a form that was filled in, a file."""
    if said(event.get("text")):
        yield plain_text(said(event.get("text")))
    for element in records(event.get("elements")):
        yield from filter(None, (said(element.get("title")), said(element.get("subtitle"))))
    for field in records(event.get("fields")):
        answer = field.get("answer", either(field, "value", "answers"))
        answers = [record(each).get("label", each) for each in (answer if isinstance(answer, list) else [answer])]
        told = ", ".join(filter(None, (said(record(each).get("label", each)) for each in answers)))
        if told:
            yield f"{said(field.get('label'))}: {told}"
    if said(event.get("type")) == "file":
        yield f"[{said(event.get('name')) or 'file'}]"


def _role(user: dict[str, Any]) -> Role:
    if truth(user.get("is_bot")) or said(user.get("type")) == "bot":
        return Role.BOT
    return role_of(said(user.get("type")))


def _read_older(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, message in telling.each(of.get("messages"), "messages"):
        if said(message.get("type")) in ("event", "system"):
            continue
        telling.say_at(
            where,
            plain_text(said(message.get("text"))),
            either(message, "timestamp", "date"),
            role=role_of(said(message.get("user_type"))),
            speaker=said(message.get("author_name")) or said(message.get("user_type")).capitalize(),
        )
    return telling.transcript(FORMAT, "chat", conversation=said(of.get("id")))
