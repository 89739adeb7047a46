"""Join, leave, start, end, install: what moves people and the app into meetings and chats and out of them."""

from __future__ import annotations

from rehearsal import Json
from rehearsal.deeds import Refused, outcome
from rehearsal.room import Room
from rehearsal.world import Meeting


async def join(room: Room, person: str, meeting_key: str) -> Json:
    """Join a meeting; whoever has an account and was not invited comes into its chat by that, from now on."""
    who, meeting = room.world.person(person), room.world.meeting(meeting_key)
    if person in meeting.present:
        raise Refused(f"{who.name} is in the meeting already.")
    conversation, now = room.world.conversation(meeting.chat_id), room.clock.now()
    meeting.present[person] = now
    newcomer = person not in conversation.members and not who.is_anonymous
    if newcomer:
        conversation.members[person] = now
    room.did(person, "join", meeting.title, meeting.chat_id)
    room.bus.publish("presence", person=person, meeting=meeting_key)
    if newcomer and meeting.installed:
        await room.deliver(room.desk().members(who, conversation, [who.teams_id], []))
    return await _tell_presence(room, meeting, person, joined=True)


async def leave(room: Room, person: str, meeting_key: str) -> Json:
    """Leave a meeting; an anonymous person's chat is closed to them by that."""
    who, meeting = room.world.person(person), room.world.meeting(meeting_key)
    if meeting.present.pop(person, None) is None:
        raise Refused(f"{who.name} is not in the meeting.")
    room.world.stage.pop(person, None)
    room.did(person, "leave", meeting.title, meeting.chat_id)
    room.bus.publish("presence", person=person, meeting=meeting_key)
    return await _tell_presence(room, meeting, person, joined=False)


async def _tell_presence(room: Room, meeting: Meeting, person: str, *, joined: bool) -> Json:
    if not meeting.installed:
        return {"ok": True, "status": 0, "problem": None, "heard": False}
    return outcome(await room.deliver(room.desk().presence(meeting, room.world.person(person), joined)))


async def start(room: Room, meeting_key: str) -> Json:
    """Start the meeting, as Teams does when the first person is let in."""
    meeting = room.world.meeting(meeting_key)
    if meeting.running:
        raise Refused("The meeting is running already.")
    return await _edge(room, meeting, started=True)


async def end(room: Room, meeting_key: str) -> Json:
    """End the meeting for everybody; all who are in it leave."""
    meeting = room.world.meeting(meeting_key)
    if not meeting.running:
        raise Refused("The meeting is not running.")
    for person in list(meeting.present):
        await leave(room, person, meeting_key)
    return await _edge(room, meeting, started=False)


async def _edge(room: Room, meeting: Meeting, *, started: bool) -> Json:
    meeting.running = started
    room.did(meeting.organizer, "start" if started else "end", meeting.title, meeting.chat_id)
    room.bus.publish("meeting", meeting=meeting.key)
    if not meeting.installed:
        return {"ok": True, "status": 0, "problem": None, "heard": False}
    return outcome(await room.deliver(room.desk().meeting_edge(meeting, started)))


async def install_for(room: Room, person: str, installed: bool) -> Json:
    """Install the app for one person, or take it away; the bot hears of both."""
    who = room.world.person(person)
    if who.is_anonymous:
        raise Refused(f"{who.name} has no account, so no app can be installed for them.")
    if who.installed == installed:
        raise Refused(f"The app is {'already' if installed else 'not'} installed for {who.name}.")
    who.installed = installed
    conversation = room.world.personal_chat(person)
    room.did(person, "install" if installed else "uninstall", room.world.bot.name, conversation.id)
    room.bus.publish("installed", person=person)
    desk = room.desk()
    if installed:
        await room.deliver(desk.members(who, conversation, [room.world.bot.teams_id, who.teams_id], []))
    return outcome(await room.deliver(desk.installation(who, conversation, "add" if installed else "remove")))


async def announce(room: Room) -> Json:
    """Let the bot hear of everybody who had it installed before it was started, and of the meetings it
    is in."""
    desk = room.desk()
    for meeting in room.world.meetings.values():
        if meeting.installed:
            organizer, conversation = (
                room.world.person(meeting.organizer),
                room.world.conversation(meeting.chat_id),
            )
            await room.deliver(desk.members(organizer, conversation, [room.world.bot.teams_id], []))
    for who in room.world.people.values():
        if who.installed and not who.is_anonymous:
            conversation = room.world.personal_chat(who.key)
            await room.deliver(desk.installation(who, conversation, "add"))
    return {"ok": True, "status": 200, "problem": None}


async def install_in(room: Room, meeting_key: str, installed: bool) -> Json:
    """Add the app to a meeting's chat, or take it out; the bot hears of both."""
    meeting = room.world.meeting(meeting_key)
    if meeting.installed == installed:
        raise Refused(f"The app is {'already' if installed else 'not'} in this meeting.")
    meeting.installed = installed
    conversation = room.world.conversation(meeting.chat_id)
    organizer, bot, desk = room.world.person(meeting.organizer), room.world.bot.teams_id, room.desk()
    room.did(organizer.key, "install" if installed else "uninstall", room.world.bot.name, conversation.id)
    room.bus.publish("installed", meeting=meeting_key)
    added, removed = ([bot], []) if installed else ([], [bot])
    await room.deliver(desk.members(organizer, conversation, added, removed))
    return outcome(
        await room.deliver(desk.installation(organizer, conversation, "add" if installed else "remove"))
    )
