"""The pages' own facts: calendar, settings, cameras, certificate, code of the phone."""

from __future__ import annotations

import asyncio
import json
import ssl
import stat
from datetime import date, datetime
from types import SimpleNamespace

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from posecheck.app.machine_cameras import find_cameras
from posecheck.app.pages.answers import choose, write_note
from posecheck.app.pages.calendar import WEEKS, make_calendar
from posecheck.app.pages.rendering import NAVIGATION
from posecheck.app.pages.static import static_file
from posecheck.app.pages.views import PAGES
from posecheck.app.phone import door as door_module
from posecheck.app.phone.certificate import make_certificate, make_context
from posecheck.app.phone.door import PhoneDoor, qr_svg, qr_text
from posecheck.app.settings import Settings, data_folder, load_settings, save_settings
from posecheck.app.state import AppState
from posecheck.errors import OutputError
from posecheck.history.export import to_json
from posecheck.history.records import PastHold, PastSession
from posecheck.history.store import History

TODAY = date(2026, 3, 11)  # a Wednesday


def practised(day: date, seconds: float) -> PastSession:
    hold = PastHold("supine_release", "left", seconds, 90.0)
    return PastSession(1, "daily", datetime.combine(day, datetime.min.time()), 600.0, holds=(hold,))


def posted(message: dict[str, object], state: AppState | None = None) -> Request:
    """A request of one of our pages."""

    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": json.dumps(message).encode(), "more_body": False}

    app = SimpleNamespace(state=SimpleNamespace(posecheck=state))
    headers = [(b"content-type", b"application/json")]
    return Request({"type": "http", "method": "POST", "headers": headers, "app": app}, receive)


def test_the_calendar_ends_with_this_week_and_tells_each_day():
    sessions = [practised(date(2026, 3, 9), 30.0), practised(date(2026, 3, 10), 200.0)]
    weeks = make_calendar(sessions, (), {date(2026, 3, 9): "a note"}, TODAY)
    assert len(weeks) == WEEKS
    monday, tuesday, wednesday, thursday, *_ = weeks[-1].days
    assert (monday.level, monday.is_noted) == (1, True)
    assert monday.title == "9 March: practised, 30 s held, note"
    assert tuesday.level == 3
    assert (wednesday.level, wednesday.title) == (0, "11 March: nothing")
    assert thursday.is_future
    assert not wednesday.is_future
    assert weeks[-3].month == "Mar"


def test_choices_are_kept_for_the_user_alone_and_a_damaged_file_is_no_harm(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path / "home"))
    assert load_settings() == Settings()
    save_settings(Settings(camera="machine:1", sound="tones"))
    assert load_settings().camera == "machine:1"
    file = data_folder() / "app.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    file.write_text('{"camera": "rtsp://x"}')
    assert load_settings() == Settings()


def test_a_choice_that_cannot_be_kept_holds_until_the_end_and_that_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))
    state = AppState()

    def refuse(_: Settings) -> None:
        raise OutputError("Your choice cannot be kept: No space left on device.")

    monkeypatch.setattr("posecheck.app.state.save_settings", refuse)

    told = json.loads(bytes(asyncio.run(choose(posted({"units": "in"}, state))).body))
    assert (told["units"], state.settings.units) == ("in", "in")
    assert told["trouble"].startswith("Your choice cannot be kept: No space left on device.")
    assert told["trouble"].endswith("It holds until posecheck ends.")


def test_a_note_is_not_written_over_one_that_the_page_does_not_show(tmp_path, monkeypatch):
    monkeypatch.setenv("POSECHECK_HOME", str(tmp_path))

    def write(text: str, before: str) -> None:
        note = {"day": TODAY.isoformat(), "text": text, "before": before}
        asyncio.run(write_note(posted(note)))

    write("stiff\nin the morning", "")
    with pytest.raises(HTTPException, match="409"):
        write("from another tab", "")
    with History.open() as history:
        assert history.notes() == {TODAY: "stiff\nin the morning"}
    write("better", "stiff\r\nin the morning")
    with History.open() as history:
        assert history.notes() == {TODAY: "better"}


def test_the_cameras_of_linux_have_names(tmp_path, monkeypatch):
    monkeypatch.setattr("posecheck.app.machine_cameras.sys.platform", "linux")
    for name, index, title in (("video0", "0", "Webcam"), ("video1", "1", "Webcam"),
                               ("video2", "0", "Other\n")):  # fmt: skip
        folder = tmp_path / name
        folder.mkdir()
        (folder / "index").write_text(index)
        (folder / "name").write_text(title)
    assert find_cameras(tmp_path) == [(0, "Webcam"), (2, "Other")]
    monkeypatch.setattr("posecheck.app.machine_cameras.sys.platform", "darwin")
    assert len(find_cameras(tmp_path)) == 2


def test_a_code_lets_one_phone_in_and_grows_old(monkeypatch):
    now_s = [100.0]
    monkeypatch.setattr(door_module.time, "monotonic", lambda: now_s[0])
    door = PhoneDoor("192.168.1.5", 8443, "AA")
    code, key = door.link.partition("#")[2], door.key
    assert not door.enter("")
    assert not door.enter(code[:-1])
    assert door.enter(code)
    assert door.key != key
    assert not door.enter(code)
    door.renew()
    late = door.link.partition("#")[2]
    now_s[0] += door_module.CODE_LASTS_S + 1
    assert not door.is_code_valid
    assert not door.enter(late)
    assert not door.is_connected
    assert door.note_seen()  # the first time since it was let in: it is the camera now
    assert not door.note_seen()
    assert door.is_connected


def test_the_certificate_is_for_one_address_and_days():
    from cryptography import x509

    made = make_certificate("192.168.1.5")
    read = x509.load_pem_x509_certificate(made.certificate)
    names = read.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name) for name in names.get_values_for_type(x509.IPAddress)] == ["192.168.1.5"]
    assert (read.not_valid_after_utc - read.not_valid_before_utc).days <= 3
    assert len(made.fingerprint) == 32 * 3 - 1
    assert make_certificate("192.168.1.5").fingerprint != made.fingerprint
    assert make_context(made).minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_qr_code_is_drawn_for_screen_and_terminal():
    assert qr_svg("https://192.168.1.5:8443/#abc").startswith(b"<?xml")
    assert qr_text("https://192.168.1.5:8443/#abc").count("\n") > 10


def test_every_page_in_the_navigation_is_there_and_files_are_given_by_name():
    assert {path for path, _ in NAVIGATION} <= set(PAGES)
    for name in ("main.js", "base.css", "app.css", "icon.svg"):
        assert static_file(name).status_code == 200


def test_the_first_page_is_light(tmp_path):
    """Under 300 kB: the page, its styles, scripts and icons."""
    names = ("base.css", "app.css", "live.css", "main.js", "live.js", "camera.js", "drawing.js",
             "panel.js", "speech.js", "setup.js", "units.js", "notice.js",
             "icon.svg", "icons.svg")  # fmt: skip
    assert sum(len(static_file(name).body) for name in names) < 150_000


def test_notes_are_kept_replaced_and_forgotten(tmp_path):
    day, other = date(2026, 3, 1), date(2026, 3, 2)
    with History.open(tmp_path / "history.sqlite3") as history:
        assert history.notes() == {}
        history.write_note(other, "second")
        history.write_note(day, " first ")
        history.write_note(day, "first, again")
        assert list(history.notes().items()) == [(day, "first, again"), (other, "second")]
        history.write_note(other, "")
        assert list(history.notes()) == [day]
        assert '"text": "first, again"' in to_json((), (), history.notes())
        history.delete(day)
        assert history.notes() == {}


@pytest.mark.parametrize("name", ["../app.py", "main.py", "x.css", "", "Main.js", "templates"])
def test_no_other_file_is_given(name):
    from starlette.exceptions import HTTPException

    with pytest.raises(HTTPException):
        static_file(name)
