"""What the pages of the app do by themselves: the sound, the camera, keys, files that are sent."""

from __future__ import annotations

import json

import pytest
from app_program import AppProgram
from browser import Browser, find_chromium
from conftest import REPOSITORY
from fake_camera import camera_arguments, write_camera_file

from posecheck.exercises.checklist import checklist
from posecheck.exercises.library import load_exercises

pytestmark = pytest.mark.skipif(find_chromium() is None, reason="there is no Chromium here")

CLIP = REPOSITORY / "sample_videos" / "release_right.mp4"

IMPATIENT = "import posecheck.video.live_source as source; source.GIVE_UP_S = 8.0"
"""A camera is given up sooner than after two minutes."""

SPEAKER = """(() => {
  const heard = window.heard = [];
  const voice = { name: "Test", lang: "en-GB", localService: true, default: true };
  let queue = [], timer = null;
  window.SpeechSynthesisUtterance = class { constructor(text) { this.text = text; } };
  const next = () => {
    if (timer || !queue.length) return;
    const now = queue.shift();
    heard.push(now.text);
    timer = setTimeout(() => { timer = null; now.onend?.({}); next(); }, 20 * now.text.length);
  };
  const speech = {
    getVoices: () => [voice],
    addEventListener() {},
    speak(sentence) {
      if (!navigator.userActivation.hasBeenActive) {
        setTimeout(() => sentence.onerror?.({ error: "not-allowed" }), 1);
      } else {
        queue.push(sentence);
        next();
      }
    },
    cancel() {
      clearTimeout(timer);
      timer = null;
      const cut = queue;
      queue = [];
      for (const each of cut) setTimeout(() => each.onerror?.({ error: "canceled" }), 0);
    },
  };
  Object.defineProperty(window, "speechSynthesis", { value: speech });
})();"""
"""A browser's voice that speaks quickly, and not before the page was touched, as Chrome's does."""

SENT = """(() => {
  window.sent = [];
  window.pictures = 0;
  const { send } = WebSocket.prototype;
  WebSocket.prototype.send = function (data) {
    window.socket = this;
    if (typeof data === "string") window.sent.push(JSON.parse(data));
    else window.pictures += 1;
    return send.call(this, data);
  };
})();"""
"""Keeps what the page tells the server."""


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    home = tmp_path_factory.mktemp("app")
    folder = home / "data" / "posecheck"
    folder.mkdir(parents=True)
    (folder / "app.json").write_text('{"ready": true}')
    with AppProgram(home, before=IMPATIENT) as program:
        yield program


@pytest.fixture(scope="module")
def camera(tmp_path_factory):
    """The knee is out all the time."""
    file = tmp_path_factory.mktemp("camera") / "held.mjpeg"
    return write_camera_file(CLIP, file, lead=range(40, 66), lead_s=20.0, own=())


@pytest.fixture
def page(server, camera):
    """A page that was let in, with a voice."""
    with Browser(1280, 720, camera_arguments(camera)) as browser:
        for script in (SPEAKER, SENT):
            browser.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        browser.visit(server.link)
        yield browser


def start(browser, server):
    browser.visit(f"{server.origin}/practise")
    browser.run("document.querySelector('[data-practise]').checklist.checked = false")
    browser.click_on("[data-start*=supine_release]")
    browser.wait_for("live.dataset.stage === 'safety'")


def test_a_sentence_behind_its_tone_is_not_said_into_a_danger(page):
    page.click(5, 5)
    heard = page.run(
        """import("/static/speech.js").then(async (speech) => {
          await speech.wakeSound();
          await speech.findVoice();
          const ask = (number, text) => speech.say({ number, text, notes: [[700, 0.3]] }, () => {});
          ask(1, "The hold is paused");
          await new Promise((done) => setTimeout(done, 100));
          speech.beSilent();
          ask(2, "Stop");
          await new Promise((done) => setTimeout(done, 1200));
          return heard;
        })"""
    )
    assert heard == ["Stop"]


def test_a_length_is_said_in_inches_where_they_are_wanted(page):
    page.click(5, 5)
    heard = page.run(
        """import("/static/speech.js").then(async (speech) => {
          document.body.dataset.units = "in";
          await speech.wakeSound();
          await speech.findVoice();
          speech.say({ number: 1, text: "Roll 5 to 8 centimetres further" }, () => {});
          return heard;
        })"""
    )
    assert heard == ["Roll 2.0 to 3.1 inches further"]


def test_a_sound_that_is_still_decoded_is_not_played_after_silence(page):
    begun = page.run(
        """import("/static/speech.js").then(async (speech) => {
          await speech.wakeSound();
          let begun = 0;
          const { start } = AudioBufferSourceNode.prototype;
          AudioBufferSourceNode.prototype.start = function () { begun += 1; start.call(this); };
          const header = [0x46464952, 2036, 0x45564157, 0x20746d66, 16, 0x10001, 8000, 16000];
          header.push(0x100002, 0x61746164, 2000);
          const file = new Uint8Array(2044);
          new Uint32Array(file.buffer, 0, 11).set(header);
          const wav = btoa(String.fromCharCode(...file));
          speech.say({ number: 1, wav }, () => {});
          speech.beSilent();
          await new Promise((done) => setTimeout(done, 400));
          const before = begun;
          speech.say({ number: 2, wav }, () => {});
          await new Promise((done) => setTimeout(done, 400));
          return [before, begun];
        })"""
    )
    assert begun == [0, 1]


def test_a_page_that_was_loaded_again_speaks_once_it_is_touched(page, server):
    start(page, server)
    page.wait_for("heard.length > 0")
    page.press("n")
    page.wait_for("live.dataset.stage === 'exercise'")
    page.call("Page.reload")
    page.wait_for("document.querySelector('.live-mute')?.checkVisibility()", 40)
    assert page.run("heard") == []
    page.click_on(".live-mute")
    page.wait_for("!document.querySelector('.live-mute').checkVisibility()")
    page.press("d")
    page.wait_for("heard.some((text) => text.startsWith('Stop'))")
    kinds = page.run("sent.filter(({ kind }) => kind === 'spoken').map(({ what }) => what)")
    assert "failed" not in kinds
    page.press("q")
    page.wait_for("live.dataset.state === 'ended'")
    assert page.console == []


def test_a_camera_that_was_unplugged_comes_back(page, server):
    start(page, server)
    page.wait_for("pictures > 10")
    page.run(
        """(() => {
          const [track] = document.querySelector("#live video").srcObject.getTracks();
          window.first = track;
          track.stop();  // which tells nobody
          track.dispatchEvent(new Event("ended"));
        })()"""
    )
    page.wait_for(
        "document.querySelector('#live video').srcObject?.getTracks()[0].readyState === 'live'"
    )
    page.run("pictures = 0")
    page.wait_for("pictures > 5")
    page.press("q")
    page.wait_for("live.dataset.state === 'ended'")
    assert page.run("document.querySelector('.live-trouble').innerText") == ""
    assert not page.run("Boolean(document.querySelector('#live video').srcObject)")


def test_a_held_key_counts_once(page, server):
    start(page, server)
    page.run("sent.length = 0")
    page.run(
        """[false, true, true].forEach((repeat) => live.dispatchEvent(
          new KeyboardEvent("keydown", { key: " ", repeat, bubbles: true })))"""
    )
    keys = page.run("sent.filter(({ kind }) => kind === 'key')")
    assert keys == [{"kind": "key", "key": "pause"}]
    page.press("q")
    page.wait_for("live.dataset.state === 'ended'")


def test_a_question_stands_again_on_a_page_that_was_loaded_again(page, server):
    start(page, server)
    page.press("n")
    page.wait_for("live.dataset.held > 2", 30)
    page.press("q")
    asked = "document.querySelector('.live-answers').checkVisibility()"
    page.wait_for(asked)
    page.call("Page.reload")
    page.wait_for(f"document.readyState === 'complete' && live.dataset.state === 'runs' && {asked}")
    page.wait_for("document.activeElement.className === 'live-answers'")  # and no button
    page.press(" ")  # a stray key is no answer
    assert page.run(f"{asked} && !sent.some(({{ kind }}) => kind === 'answer')")
    page.press("y")
    page.wait_for("live.dataset.state === 'ended'")
    assert server.sessions()[-1].release_felt is True


def test_at_the_end_tab_stays_in_the_notice_and_it_is_read(page, server):
    start(page, server)
    page.press("q")
    page.wait_for("live.dataset.state === 'ended'")
    page.call("Accessibility.enable")
    nodes = page.call("Accessibility.getFullAXTree")["nodes"]
    (notice,) = (n for n in nodes if n.get("role", {}).get("value") == "alertdialog")
    assert notice["name"]["value"] == "Ended"
    assert "Nothing was counted." in notice["description"]["value"]
    reached = set()
    for _ in range(6):
        page.press("Tab")
        reached.add(page.run("document.activeElement.textContent"))
    assert {"Close", "History"} <= reached
    assert not [text for text in reached if "To the content" in text and "Close" not in text]


def test_a_file_is_listed_once_while_it_comes_and_leaving_asks_first(page, server):
    page.visit(f"{server.origin}/recordings")
    page.call(
        "Network.emulateNetworkConditions",
        offline=False, latency=0, downloadThroughput=-1, uploadThroughput=2_000_000,
    )  # fmt: skip
    page.run(
        """(() => {
          const files = new DataTransfer();
          files.items.add(new File([new Uint8Array(6 << 20)], "film.mp4"));
          const input = document.querySelector("[data-drop] input");
          input.files = files.files;
          input.dispatchEvent(new Event("change"));
          window.rows = new Set();
          setInterval(() => {
            const items = [...document.querySelectorAll(".recordings li")];
            rows.add(items.filter((item) => item.dataset.state !== "failed").length);
          }, 20);
        })()"""
    )
    asks = (
        "(e => { dispatchEvent(e); return e.defaultPrevented; })"
        "(new Event('beforeunload', { cancelable: true }))"
    )
    page.wait_for("document.querySelector('.recordings progress')?.value > 0")
    assert page.run(asks)
    page.wait_for("document.querySelector('[data-state=failed]') !== null", 40)
    assert not page.run(asks)
    assert page.run("Math.max(...rows)") == 1
    page.run("window.confirm = () => true")
    page.click_on(".recordings .danger")
    page.wait_for("document.querySelector('.recordings').children.length === 0")


def test_the_list_goes_on_after_an_answer_that_failed(page, server):
    script = """(() => { const { fetch } = window; let asked = 0;
      const refuse = () => Promise.reject(new Error("away"));
      window.fetch = (...given) => (asked++ ? fetch(...given) : refuse()); })();"""
    page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
    page.visit(f"{server.origin}/recordings")
    page.wait_for("document.querySelector('.toast').textContent === 'away'")
    page.wait_for("!document.querySelector('.none').hidden")


def test_lengths_are_shown_in_inches_where_they_are_wanted(page, server):
    page.visit(f"{server.origin}/practise")
    shown = page.run(
        """import("/static/units.js").then(async (units) => {
          const { Panel } = await import("/static/panel.js");
          document.body.dataset.units = "in";
          live.hidden = false;
          const panel = new Panel(live);
          panel.show({ banner: { text: "Move 5-8 cm down", tone: "fix" }, baseline: 0.2 });
          panel.show({ banner: { text: "Move 5-8 cm down", tone: "fix" }, baseline: 0.4 });
          const main = document.createElement("main");
          main.innerHTML = "<p>It rose 2.5 cm.</p><ul class='notes-list'><li>3 cm up</li></ul>";
          units.showInUnits(main);
          const banner = live.querySelector(".live-banner");
          const bars = banner.querySelectorAll(".live-bar").length;
          return [banner.textContent, bars, main.textContent];
        })"""
    )
    assert shown == ["Move 2.0-3.1 in down", 1, "It rose 1.0 in.3 cm up"]
    lengths = page.run(
        """import("/static/units.js").then(({ inUnits }) => [
          "Back +0.6 cm", "Back -0.1 cm", "+0.2 to +0.6 cm", "between 1 and 3 cm", "1.0 ± 0.5 cm",
          "Roll 5 to 8 centimetres",
        ].map(inUnits))"""
    )
    assert lengths == [
        "Back +0.2 in", "Back 0.0 in", "+0.1 to +0.2 in", "between 0.4 and 1.2 in", "0.4 ± 0.2 in",
        "Roll 2.0 to 3.1 inches",
    ]  # fmt: skip


SLOW_TO_ALLOW = """(() => {
  const { getUserMedia } = MediaDevices.prototype;
  window.streams = [];
  window.allow = () => {};
  const allowed = new Promise((done) => { window.allow = done; });
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    const stream = await getUserMedia.call(this, wanted);
    streams.push(stream);
    await allowed;
    return stream;
  };
  SpeechSynthesis.prototype.getVoices = () => [];
})();"""
"""A person who takes long to allow the camera, in a browser that looks for a voice for a while."""

FILMS = "streams.filter((s) => s.getTracks()[0].readyState === 'live').length"


def test_start_that_is_pressed_twice_starts_once(server, camera):
    with Browser(1280, 720, camera_arguments(camera)) as browser:
        for script in (SLOW_TO_ALLOW, SENT):
            browser.call("Page.addScriptToEvaluateOnNewDocument", source=script)
        browser.visit(server.link)
        browser.visit(f"{server.origin}/practise")
        browser.wait_for("document.readyState === 'complete'")
        browser.run("[0, 1].forEach(() => document.querySelector('[data-start]').click())")
        browser.wait_for("streams.length > 0")
        browser.run("allow()")
        browser.wait_for("live.dataset.stage === 'checklist'")
        assert browser.run("sent.filter(({ kind }) => kind === 'hello').length") == 1
        assert browser.run(FILMS) == 1
        browser.run(
            """(() => {
              const other = new WebSocket(`${location.origin.replace("http", "ws")}/live`);
              other.onopen = () => {
                other.send(JSON.stringify({ kind: "hello", tab: "another-tab" }));
                other.send(JSON.stringify({ kind: "take_over" }));
              };
            })()"""
        )
        browser.wait_for("document.querySelector('.live-notice').innerText.includes('Show it')")
        assert browser.run(FILMS) == 0  # what is not shown here is not filmed here
        browser.click_on(".live-buttons button:last-child")  # to look at something else meanwhile
        browser.wait_for("live.hidden && !document.querySelector('main').inert")
        browser.click_on("[data-start]")
        browser.wait_for("document.querySelector('.live-notice').checkVisibility()")
        browser.click_on(".live-notice .main")
        browser.wait_for("live.dataset.state === 'runs'")
        browser.wait_for(f"{FILMS} === 1")
        browser.run("pictures = 0")
        browser.wait_for("pictures > 5")
        browser.press("q")
        browser.wait_for("live.dataset.state === 'ended'")
        assert browser.run(FILMS) == 0


def test_the_picture_of_the_set_up_is_of_the_camera_that_was_asked_for_last(page, server):
    page.call("Page.addScriptToEvaluateOnNewDocument", source=SLOW_TO_ALLOW)
    page.visit(f"{server.origin}/setup")
    page.wait_for("document.readyState === 'complete'")
    page.run("[0, 1].forEach(() => document.querySelector('[data-open-camera]').click())")
    page.wait_for("streams.length === 2")
    page.run("allow()")
    page.wait_for("document.querySelector('.preview video').srcObject !== null")
    assert page.run(FILMS) == 1
    assert page.run("document.querySelector('.preview video').srcObject === streams[1]")


def test_tones_of_a_silent_page_do_not_all_sound_when_it_is_touched(page):
    begun = page.run(
        """import("/static/speech.js").then(async (speech) => {
          let begun = 0;
          const { start } = OscillatorNode.prototype;
          OscillatorNode.prototype.start = function (at) { begun += 1; start.call(this, at); };
          Object.defineProperty(AudioContext.prototype, "state", { get: () => "suspended" });
          AudioContext.prototype.resume = () => new Promise(() => {});
          await speech.wakeSound();
          speech.say({ number: 1, notes: [[700, 0.3]] }, () => {});
          return begun;
        })"""
    )
    assert begun == 0


def test_space_pauses_after_a_click_on_another_key(page, server):
    start(page, server)
    page.click_on("[data-key=help]")
    page.wait_for("sent.some(({ key }) => key === 'help')")
    page.press(" ")
    page.wait_for("sent.some(({ key }) => key === 'pause')")
    assert page.run("sent.filter(({ key }) => key === 'help').length") == 1
    page.press("q")
    page.wait_for("live.dataset.state === 'ended'")


def test_a_screen_reader_hears_a_time_that_runs_down_once(page):
    shown = page.run(
        """import("/static/panel.js").then(async ({ Panel }) => {
          const panel = new Panel(live);
          const page = { title: "Paused", lines: ["Lie down again"], tone: "accent", stop: false };
          const footer = document.querySelector(".live-page-footer");
          live.hidden = false;
          panel.show({ page: { ...page, footer: "Ends in 2:00" } });
          const first = footer.getAttribute("aria-live");
          let changes = 0;
          const count = (records) => {
            changes += records.filter(({ target }) => !footer.contains(target)).length;
          };
          new MutationObserver(count).observe(
            document.querySelector(".live-page"), { childList: true, subtree: true });
          panel.show({ page: { ...page, footer: "Ends in 1:59" } });
          await new Promise((done) => setTimeout(done));
          return [first, footer.getAttribute("aria-live"), footer.textContent, changes];
        })"""
    )
    assert shown == ["assertive", "off", "Ends in 1:59", 0]


def test_the_list_of_recordings_keeps_the_focus_while_an_analysis_goes_on(page, server):
    script = """(() => { const { fetch } = window; let progress = 0;
      const rows = () => [
        { id: "a", name: "one.mp4", state: "running", progress: progress += 0.01, text: "" },
        { id: "b", name: "two.mp4", state: "done", progress: null, text: "Held" },
      ];
      window.fetch = (path, ...more) => path === "/api/recordings"
        ? Promise.resolve(new Response(JSON.stringify(rows()))) : fetch(path, ...more); })();"""
    page.call("Page.addScriptToEvaluateOnNewDocument", source=script)
    page.visit(f"{server.origin}/recordings")
    page.wait_for("document.querySelector('[data-state=done] button') !== null")
    page.run("document.querySelector('[data-state=done] button').focus()")
    page.wait_for("document.querySelector('.recordings progress').value > 0.025")
    assert page.run("document.activeElement.textContent") == "Report"


def test_a_dropped_folder_is_called_one(page, server, tmp_path):
    page.visit(f"{server.origin}/recordings")
    page.wait_for("document.readyState === 'complete'")
    data = {"items": [], "files": [str(tmp_path)], "dragOperationsMask": 1}
    for kind in ("dragEnter", "dragOver", "drop"):
        page.call("Input.dispatchDragEvent", type=kind, x=600, y=300, data=data)
    told = f"{tmp_path.name} is a folder: drop the clips that are in it."
    page.wait_for(f"document.querySelector('.toast').textContent === {told!r}")
    assert page.run("document.querySelectorAll('.recordings li').length") == 0


def test_a_note_that_is_not_kept_yet_goes_along_to_another_day(page, server):
    page.visit(f"{server.origin}/history")
    page.wait_for("document.readyState === 'complete'")
    written = page.run(
        """(() => {
          const form = document.querySelector("[data-note]");
          form.text.value = "It went well";
          document.querySelector(".calendar [data-day]").click();
          return form.text.value;
        })()"""
    )
    assert written == "It went well"


def test_a_choice_without_the_server_says_so(page, server):
    page.visit(f"{server.origin}/setup")
    page.wait_for("document.readyState === 'complete'")
    page.call(
        "Network.emulateNetworkConditions",
        offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1,
    )  # fmt: skip
    chosen = """(() => {
      const [rate, units, mirror] = ["rate", "units", "mirror"].map((name) =>
        document.querySelector(`[name=${name}]`));
      const sound = document.querySelector("[name=sound]:checked").value;
      return [sound, rate.value, rate.nextElementSibling.value, units.value, mirror.checked];
    })()"""
    before = page.run(chosen)
    told = "posecheck does not answer: is it still running? Nothing was changed."
    for change in (
        "document.querySelector('[name=sound][value=tones]').click()",
        "document.querySelector('[name=mirror]').click()",
        "(e => { e.value = 'in'; e.dispatchEvent(new Event('change')); })"
        "(document.querySelector('[name=units]'))",
        "(e => { e.value = 200; for (const kind of ['input', 'change'])"
        " e.dispatchEvent(new Event(kind)); })(document.querySelector('[name=rate]'))",
    ):
        page.run("document.querySelector('.toast').textContent = ''")
        page.run(change)
        page.wait_for(f"document.querySelector('.toast').textContent === {told!r}")
        assert page.run(chosen) == before  # what is in force


def test_on_an_upright_phone_nothing_is_cut(page, server):
    page.resize(390, 844)
    page.visit(f"{server.origin}/history")
    page.wait_for("document.readyState === 'complete'")
    last = "document.querySelector('.calendar').lastElementChild.getBoundingClientRect().right"
    assert page.run(last) <= 390
    exercises = load_exercises().values()
    steps = {step.text.format(side="right", other="left") for e in exercises for step in e.steps}
    danger = checklist().danger
    pages = [
        {"title": "Stop", "lines": danger.what_to_do, "footer": danger.recorded},
        {"title": "Stop at once if you feel", "lines": danger.signs, "footer": danger.recorded},
    ]
    cut = page.run(
        f"""import("/static/panel.js").then(({{ Panel }}) => {{
          live.hidden = false;
          live.dataset.kind = "practice";
          document.body.classList.add("is-live");
          const panel = new Panel(live);
          const side = {{ label: "Left 0:04", filled: 0.2, full: false }};
          const header = {{
            title: "Supine psoas release", left: "13 min left", sides: [side, side], timeline: [],
          }};
          const shown = {{
            header, side: "Right side",
            banner: {{ text: "Lower your right knee further outward", tone: "fix" }},
            ring: {{ filled_deg: 90, tone: "good", text: "11", label: "", label_tone: "plain" }},
            pacer: {{ small: true, fill: 0.5, lines: [] }},
          }};
          const cut = [];
          const look = (name, what) => {{
            const place = document.querySelector(`.live-${{name}}`);
            const right = document.querySelector("[data-key=danger]").getBoundingClientRect().right;
            if (place.scrollHeight > place.clientHeight + 2 || right > innerWidth) cut.push(what);
          }};
          for (const step of {json.dumps(sorted(steps))}) {{
            panel.show({{ header, side: shown.side, step }});
            panel.show({{ ...shown, step, banner: {{ text: "Good", tone: "good" }} }});
            panel.show({{ ...shown, step }});
            look("panel", step);
          }}
          for (const each of {json.dumps(pages)}) {{
            panel.show({{ header, page: {{ ...each, tone: "fix", stop: true }} }});
            look("page", each.title);
          }}
          return cut;
        }})"""
    )
    assert cut == []


def test_what_is_answered_while_the_server_is_away_is_not_lost(page, server):
    start(page, server)
    told = page.run(
        """(async () => {
          const hear = socket.onmessage;
          const tell = (message) => hear({ data: JSON.stringify(message) });
          const shown = { kind: "shown", stage: "question" };
          const offered = () => document.querySelector("[data-answer=no]").checkVisibility();
          socket.onmessage = null;
          Object.defineProperty(socket, "readyState", { value: 3, configurable: true });
          const page = { title: "Danger sign?", lines: ["You stopped."], footer: "", tone: "fix" };
          tell({ ...shown, page });
          await new Promise((done) => setTimeout(done, 100));
          sent.length = 0;
          document.querySelector("[data-answer=no]").click();
          const stays = offered();
          document.querySelector("[data-key=danger]").click();
          const before = sent.length;
          delete socket.readyState;
          tell({ kind: "running", wish: { kind: "practice", camera: "page" } });
          return [stays, before, sent.filter(({ kind }) => kind === "key").map(({ key }) => key)];
        })()"""
    )
    assert told == [True, 0, ["danger"]]
    page.press("q")


def test_the_question_within_a_practice_has_its_two_answers_once(page, server):
    page.resize(390, 844)
    start(page, server)
    letters = page.run(
        "[...document.querySelectorAll('.live-keys kbd')].filter(e => e.checkVisibility())"
        ".map(e => e.textContent)"
    )
    assert {"N", "D"} <= set(letters)  # the question names them
    told = page.run(
        """(async () => {
          const page = { title: "Danger sign?", lines: ["You stopped."], footer: "", tone: "fix" };
          const stage = { kind: "shown", stage: "question", page };
          const hear = socket.onmessage;
          socket.onmessage = null;
          const show = async (shown) => {
            hear({ data: JSON.stringify(shown) });
            await new Promise((done) => setTimeout(done, 100));
          };
          const offered = () => [...document.querySelectorAll(".live-answers button")]
            .filter((each) => each.checkVisibility()).map((each) => each.textContent);
          const seen = [];
          sent.length = 0;
          await show(stage);
          seen.push(offered());
          document.querySelector("[data-answer=no]").click();
          await show(stage);  // of a picture that was on its way
          seen.push(offered());
          live.dispatchEvent(new KeyboardEvent("keydown", { key: "y", bubbles: true }));
          await show({ ...stage, stage: "paused" });
          await show(stage);  // asked again
          for (const covered of [{ waits: true }, { helps: true }]) {
            await show({ ...stage, ...covered });
            seen.push(offered());
          }
          await show(stage);
          live.dispatchEvent(new KeyboardEvent("keydown", { key: "y", bubbles: true }));
          return [...seen, sent.map(({ key }) => key)];
        })()"""
    )
    assert told == [["Y Yes", "N No"], [], [], [], ["no", "danger"]]
    page.press("q")


def test_a_phone_whose_network_stalls_says_so_and_goes_on_by_itself(page, server):
    page.visit(f"{server.origin}/setup")
    said = page.run(
        """(async () => {
          document.querySelector("main").insertAdjacentHTML(
            "afterbegin", '<p class="phone-text"></p><button class="start"></button>');
          const words = document.querySelector(".phone-text");
          const start = document.querySelector(".start");
          const pause = (ms) => new Promise((done) => setTimeout(done, ms));
          const until = async (test) => {
            for (let i = 0; i < 100 && !test(); i++) await pause(50);
            return words.textContent;
          };
          const limits = [], limit = AbortSignal.timeout;
          AbortSignal.timeout = (ms) => { limits.push(ms); return limit.call(AbortSignal, 30); };
          const stalled = (path, { signal } = {}) => new Promise((_, no) =>
            signal?.addEventListener("abort", () => no(signal.reason)));
          const answers = (told, status = 200) =>
            async () => new Response(JSON.stringify(told), { status });
          location.hash = "code";
          await import("/static/phone.js");
          window.fetch = stalled;
          start.click();
          const said = [await until(() => words.textContent), start.disabled];
          window.fetch = answers({ wanted: true });
          start.click();
          said.push(await until(() => words.textContent === "Filming."));
          window.fetch = stalled;
          said.push(await until(() => words.textContent !== "Filming."));
          window.fetch = answers({ wanted: true });
          said.push(await until(() => words.textContent === "Filming."));
          window.fetch = answers({}, 403);
          said.push(await until(() => words.textContent !== "Filming."));
          const films = Boolean(document.querySelector("video").srcObject);
          return [said, films, start.hidden, Math.max(...limits)];
        })()"""
    )
    (entering, disabled, filming, stalled, again, refused), films, hidden, limit_ms = said
    assert entering.startswith("The computer does not answer")
    assert "touch the button again" in entering
    assert not disabled
    assert (filming, again) == ("Filming.", "Filming.")
    assert stalled.startswith("The computer does not answer")
    assert "tried again" in stalled
    assert refused.startswith("Another phone was let in")
    assert (films, hidden) == (False, False)
    assert limit_ms <= 5000


def test_each_file_is_sent_with_what_was_chosen_when_it_was_dropped(page, server):
    page.visit(f"{server.origin}/recordings")
    page.wait_for("document.readyState === 'complete'")
    sent = page.run(
        """(async () => {
          const sent = [];
          window.XMLHttpRequest = class {
            upload = {};
            status = 200;
            open(_, path) { sent.push(new URLSearchParams(path.split("?")[1]).get("exercise")); }
            send() { setTimeout(() => this.onload(), 50); }
          };
          const choose = (name) => { document.querySelector("[data-drop] select").value = name; };
          const files = new DataTransfer();
          for (const name of ["a.mp4", "b.mp4"]) files.items.add(new File([""], name));
          const input = document.querySelector("[data-drop] input");
          input.files = files.files;
          choose("supine_release");
          input.dispatchEvent(new Event("change"));
          choose("low_lunge");
          while (sent.length < 2) await new Promise((done) => setTimeout(done, 20));
          return sent;
        })()"""
    )
    assert sent == ["supine_release", "supine_release"]


def test_the_set_up_shows_the_camera_in_force_and_a_server_that_is_gone(page, server):
    page.visit(f"{server.origin}/setup")
    page.wait_for("document.querySelector('[data-cameras]').options.length > 0")
    page.run("document.body.dataset.camera = 'machine:9'")
    page.run("document.body.dispatchEvent(new Event('other-camera'))")
    page.wait_for("document.querySelector('[data-cameras]').value === 'machine:9'")
    page.run(
        """(() => {
          const place = document.querySelector("#phone");
          place.innerHTML = '<p class="phone-state"></p><p class="phone-code"><img></p>'
            + '<button data-new-code></button>';
          window.fetch = async () => { throw new TypeError("no connection"); };
          import("/static/setup.js?again");
        })()"""
    )
    told = "posecheck does not answer: is it still running?"
    page.wait_for(f"document.querySelector('.phone-state').textContent === {told!r}")
    page.run("document.querySelector('[data-new-code]').click()")
    page.wait_for(f"document.querySelector('.toast').textContent === {told!r}")


REFUSED = """(() => {
  const { getUserMedia } = MediaDevices.prototype;
  MediaDevices.prototype.getUserMedia = async function (wanted) {
    if (sessionStorage.refused) throw new DOMException("no", "NotAllowedError");
    return getUserMedia.call(this, wanted);
  };
})();"""
"""A browser that asks again for the camera after a reload, and a person who says no."""


def test_a_camera_that_is_refused_after_a_reload_can_be_tried_again_and_the_session_ended(
    page, server
):
    page.call("Page.addScriptToEvaluateOnNewDocument", source=REFUSED)
    start(page, server)
    page.run("sessionStorage.refused = 'yes'")
    page.call("Page.reload")
    buttons = "[...document.querySelectorAll('.live-buttons button')]"
    page.wait_for(f"document.readyState === 'complete' && {buttons}.length === 2")
    page.run("delete sessionStorage.refused")
    page.run(f"{buttons}[0].click()")  # Try again
    page.wait_for("pictures > 3")
    assert not page.run("document.querySelector('.live-notice').checkVisibility()")
    page.run("sessionStorage.refused = 'yes'")
    page.call("Page.reload")
    page.wait_for(f"document.readyState === 'complete' && {buttons}.length === 2")
    page.run(f"{buttons}[1].click()")  # Close
    page.wait_for("live.dataset.state === 'ended'", 30)


@pytest.mark.parametrize(
    ("what", "hold_s"), [("supine_release", 45), ("hip_circles", None), ("stretch", None)]
)
def test_the_seconds_to_hold_are_asked_for_where_they_count(page, server, what, hold_s):
    page.visit(f"{server.origin}/practise")
    page.run("document.querySelector('[data-practise]').hold.value = '45'")
    page.click_on(f"""[data-start*='"{what}"']""")
    page.wait_for("live.dataset.state === 'runs'", 30)
    (wish,) = page.run("sent.filter(({ kind }) => kind === 'start').map(({ wish }) => wish)")
    assert wish["what"] == what
    assert wish.get("hold_s") == hold_s
    page.press("q")
    page.wait_for("live.dataset.state === 'ended'", 30)


def test_a_choice_in_one_tab_holds_in_the_others(page, server):
    page.visit(f"{server.origin}/setup")
    page.wait_for("document.querySelector('[data-cameras]').options.length > 0")
    page.run(
        """const chosen = { camera: "machine:7", device: "", sound: "tones", rate: 180,
                         mirror: true, units: "in", look: "dark" };
        new BroadcastChannel("choices").postMessage(chosen);"""
    )
    page.wait_for("document.querySelector('[data-cameras]').value === 'machine:7'")
    assert page.run("document.body.dataset.camera") == "machine:7"
    assert page.run("document.querySelector('[name=sound]:checked').value") == "tones"
    assert page.run("document.querySelector('[name=mirror]').checked")


def test_a_note_that_is_not_kept_yet_is_not_left_without_a_question(page, server):
    page.visit(f"{server.origin}/history")
    page.wait_for("document.readyState === 'complete'")
    asks = (
        "(e => { dispatchEvent(e); return e.defaultPrevented; })"
        "(new Event('beforeunload', { cancelable: true }))"
    )
    assert not page.run(asks)
    page.run("document.querySelector('[data-note]').text.value = 'It went well'")
    assert page.run(asks)
    page.run("document.querySelector('[data-note] [type=submit]').click()")
    page.wait_for("document.querySelector('.notes-list dd')?.textContent === 'It went well'")
    assert not page.run(asks)
