"""Draws the pictures of the documents: where the camera stands, and what each measure is.

python docs/site/drawings.py
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from svg_drawing import (
    BODY,
    FLOOR,
    INK,
    MARK,
    RANGE,
    ROLLER,
    ROLLER_EDGE,
    SOFT,
    Drawing,
    Point,
    place,
)

DRAWINGS = Path(__file__).resolve().parents[1] / "images" / "drawings"

MAT = "#e4ecf3"


def _lying_from_above(d: Drawing, middle: Point) -> None:
    """Somebody on the back, seen from above: head at the right, knees bent."""
    x, y = middle
    d.box(middle, (250, 92), MAT)
    d.circle((x + 98, y), 16, BODY)
    d.box((x + 42, y), (84, 50), BODY)
    for side in (-14, 14):
        d.line((x + 4, y + side), (x - 52, y + side * 1.3), (x - 66, y + side * 1.2), width=14)


def camera_release() -> Drawing:
    """Where the camera stands for the supine release."""
    d = Drawing(
        "Where the camera stands for the supine release",
        "From above: somebody lies on the back, a roller across under the mid-back. The camera "
        "stands beside the person, turned 30 degrees towards the feet, 2 to 3 metres away. From "
        "the side: the lens is 0.8 to 1.2 metres above the floor, on a chair or table.",
        640,
        430,
    )
    d.words((20, 30), "From above", SOFT, anchor="start")
    person = (390.0, 110.0)
    _lying_from_above(d, person)
    roller = (person[0] + 42, person[1])
    d.box(roller, (20, 110), ROLLER, ROLLER_EDGE)
    d.line(person, (person[0], 300), color=SOFT, width=2, dashed=True)
    camera = place(person, 240, 190)
    d.line(person, camera, color=MARK, width=2, dashed=True)
    d.arc(person, 120, 240, 270)
    d.words((person[0] - 22, person[1] + 148), "30°", MARK, anchor="end")
    d.camera(camera, 60)
    d.words((camera[0] - 24, camera[1] + 8), "2 to 3 m away,", anchor="end")
    d.words((camera[0] - 24, camera[1] + 28), "nearer to your feet", anchor="end")
    d.words((person[0] + 8, 292), "straight from the side", SOFT, anchor="start", size=14)
    d.words((person[0] + 140, 114), "head", SOFT, anchor="start", size=14)
    d.words((person[0] - 135, 114), "feet", SOFT, anchor="end", size=14)
    d.words((20, 338), "From the side", SOFT, anchor="start")
    floor = 412.0
    d.line((40, floor), (600, floor), color=FLOOR, width=2)
    d.box((150, floor - 30), (60, 60), "#e9e4dc", "#8a7c68")
    d.camera((150, floor - 72), -8)
    d.arrow((215, floor), (215, floor - 72), both=True)
    d.words((226, floor - 32), "lens 0.8 to 1.2 m", MARK, anchor="start")
    d.circle((560, floor - 22), 9, BODY)
    d.line((548, floor - 20), (500, floor - 22), (462, floor - 56), (440, floor - 4), width=9)
    d.circle((528, floor - 9), 9, ROLLER, ROLLER_EDGE)
    return d


def camera_selftest() -> Drawing:
    """Where the camera stands for the self-test."""
    d = Drawing(
        "Where the camera stands for the self-test",
        "From above: somebody lies on the back, the camera stands straight at the side, about 2 "
        "metres away, near the tested leg. From the side: the lens is 0.2 to 0.5 metres above the "
        "floor.",
        640,
        400,
    )
    d.words((20, 30), "From above", SOFT, anchor="start")
    person = (250.0, 100.0)
    _lying_from_above(d, person)
    camera = (person[0], 272.0)
    d.line(
        (person[0], person[1] + 46), (camera[0], camera[1] - 22), color=MARK, width=2, dashed=True
    )
    d.camera(camera, 90)
    d.words(
        (camera[0] + 26, camera[1] - 4), "straight from your side, about 2 m away,", anchor="start"
    )
    d.words((camera[0] + 26, camera[1] + 16), "the tested leg near the camera", anchor="start")
    d.words((person[0] + 140, 104), "head", SOFT, anchor="start", size=14)
    d.words((person[0] - 135, 104), "feet", SOFT, anchor="end", size=14)
    d.words((20, 318), "From the side", SOFT, anchor="start")
    floor = 382.0
    d.line((40, floor), (630, floor), color=FLOOR, width=2)
    d.box((150, floor - 9), (70, 18), "#e9e4dc", "#8a7c68")
    d.camera((150, floor - 30), 0)
    d.arrow((215, floor), (215, floor - 30), both=True)
    d.words((226, floor - 10), "lens 0.2 to 0.5 m, on a few books", MARK, anchor="start")
    d.circle((610, floor - 12), 9, BODY)
    d.line((596, floor - 10), (550, floor - 10), (534, floor - 40), (518, floor - 4), width=9)
    return d


def camera_front() -> Drawing:
    """Where the camera stands for the side-lying release."""
    d = Drawing(
        "Where the camera stands for the side-lying release",
        "From above: somebody lies on the side and faces the camera, which stands 2 to 3 metres "
        "away, in front of the body, 0.5 to 1 metre high.",
        640,
        300,
    )
    d.words((20, 30), "From above", SOFT, anchor="start")
    x, y = 240.0, 100.0
    d.box((x, y), (260, 92), MAT)
    d.circle((x + 104, y), 16, BODY)
    d.line((x + 80, y), (x + 10, y - 4), width=26)
    d.line((x + 10, y - 4), (x - 110, y - 2), width=15)
    d.box((x + 4, y), (20, 104), ROLLER, ROLLER_EDGE)
    d.arrow((x + 104, y + 20), (x + 104, y + 52), INK)
    d.words((x + 116, y + 64), "you face this way", anchor="start", size=14)
    d.line((x, y + 58), (x, 228), color=MARK, width=2, dashed=True)
    d.camera((x, 250), 90)
    d.words((x + 26, 246), "in front of your body, 2 to 3 m away,", anchor="start")
    d.words((x + 26, 266), "lens 0.5 to 1 m high", anchor="start")
    return d


def knee() -> Drawing:
    """The knee angle."""
    d = Drawing(
        "Knee angle",
        "A leg from the side: the angle between thigh and shank at the knee. A straight leg is 180 "
        "degrees.",
    )
    d.line((20, 250), (460, 250), color=FLOOR, width=2)
    hip, bend, ankle = (90.0, 238.0), (190.0, 110.0), (262.0, 238.0)
    d.line(hip, bend, ankle, width=10)
    for point in (hip, bend, ankle):
        d.joint(point)
    d.arc(bend, 46, 232, 299)
    d.words((191, 182), "67°", MARK)
    d.words((190, 90), "knee")
    d.words((90, 275), "hip")
    d.words((262, 275), "ankle")
    d.line((310, 238), (380, 236), (450, 238), width=10)
    d.joint((380, 236))
    d.words((380, 215), "straight: 180°", SOFT)
    return d


def hip_flexion() -> Drawing:
    """Hip flexion."""
    d = Drawing(
        "Hip flexion",
        "Somebody on the back from the side: the angle between the trunk line, drawn on beyond the "
        "hip, and the thigh. 0 is in line with the trunk; it grows as the knee comes to the chest.",
    )
    hip = (250.0, 215.0)
    d.line((20, 240), (460, 240), color=FLOOR, width=2)
    d.circle((52, 214), 20, BODY)
    d.line((80, 215), hip, width=24)
    d.line(hip, (440, 215), color=SOFT, width=2, dashed=True)
    bend = place(hip, 55, 120)
    d.line(hip, bend, place(bend, -60, 120), width=10)
    d.joint(hip)
    d.joint(bend)
    d.arc(hip, 62, 0, 55)
    d.words((332, 190), "55°", MARK)
    d.words((440, 206), "0: in line", SOFT, anchor="end", size=14)
    d.line(hip, place(hip, 125, 120), color=SOFT, width=2, dashed=True)
    d.words((150, 105), "about 125: knee at the chest", SOFT, size=14)
    return d


def fallout() -> Drawing:
    """Fall-out of a bent knee."""
    d = Drawing(
        "Fall-out",
        "Seen from the feet, along the line from hip to ankle: how far the bent knee has been "
        "lowered outward. 0 is straight above that line, 90 is on the floor.",
    )
    base = (200.0, 235.0)
    d.line((20, 246), (460, 246), color=FLOOR, width=2)
    d.line(base, (base[0], 60), color=SOFT, width=2, dashed=True)
    d.line(base, (390, 235), color=SOFT, width=2, dashed=True)
    bend = place(base, 50, 165)
    d.line(base, bend, width=12)
    d.arc(base, 95, 50, 90)
    d.words((250, 130), "40°", MARK)
    d.joint(base)
    d.joint(bend)
    d.words((bend[0] + 14, bend[1] - 4), "knee", anchor="start")
    d.words((base[0], 272), "hip and ankle, one behind the other")
    d.words((base[0] - 10, 70), "0", SOFT, anchor="end")
    d.words((400, 240), "90", SOFT, anchor="start")
    d.words((240, 38), "seen from your feet", SOFT, size=14)
    return d


def hip_rotation() -> Drawing:
    """Hip rotation, read from the shank."""
    d = Drawing(
        "Hip rotation",
        "Seen along the thigh of a right leg, the knee bent and nearest to you: how far the shank "
        "has turned about the thigh. Outward rotation is positive: the foot goes to the middle of "
        "the body.",
    )
    bend = (230.0, 90.0)
    d.line(bend, (230, 260), color=SOFT, width=2, dashed=True)
    foot = place(bend, -62, 165)
    d.line(bend, foot, width=12)
    d.circle(bend, 16, "#ffffff", BODY)
    d.joint(foot)
    d.arc(bend, 100, -90, -62)
    d.words((218, 215), "+28°", MARK, anchor="end")
    d.words((230, 60), "right knee, the thigh points at you")
    d.words((foot[0] + 12, foot[1] + 6), "foot", anchor="start")
    d.line((410, 60), (410, 270), color=FLOOR, width=2)
    d.words((402, 288), "middle of the body", SOFT, size=14)
    d.words((200, 280), "0", SOFT, anchor="start")
    d.words((120, 170), "negative:", SOFT, size=14)
    d.words((120, 188), "turned inward", SOFT, size=14)
    return d


def roller_angle() -> Drawing:
    """Roller angle and roller turn."""
    d = Drawing(
        "Roller angle and roller turn",
        "From above: the angle between the roller's axis and the spine; 90 is perpendicular. The "
        "roller turn is the signed rest, positive when the person's left end lies nearer the head.",
        480,
        330,
    )
    middle = (240.0, 180.0)
    d.circle((240, 50), 24, BODY)
    d.box((240, 175), (96, 190), "#cfdeec", BODY)
    d.line((240, 80), (240, 290), color=BODY, width=3, dashed=True)
    d.box(middle, (230, 34), ROLLER, ROLLER_EDGE, turn=20)
    d.line(place(middle, 20, 140), place(middle, 200, 140), color=ROLLER_EDGE, width=2)
    d.line((100, 180), (380, 180), color=SOFT, width=2, dashed=True)
    d.arc(middle, 62, 20, 90)
    d.words((300, 110), "angle 70°", MARK, anchor="start")
    d.arc(middle, 125, 0, 20)
    d.words((376, 164), "turn +20°", MARK, anchor="start")
    d.words((384, 138), "left end", SOFT, anchor="start", size=14)
    d.words((108, 248), "right end", SOFT, anchor="end", size=14)
    d.words((376, 210), "square: 90°", SOFT, anchor="start", size=14)
    d.words((250, 316), "spine", anchor="start")
    d.words((60, 60), "head", SOFT, size=14)
    d.arrow((60, 90), (60, 68), SOFT)
    return d


def roller_position() -> Drawing:
    """Roller position."""
    d = Drawing(
        "Roller position",
        "From the side: where the trunk rests on the roller, along the trunk line. 0 is the "
        "shoulder line, 1 the hip line. For the supine release 0.25 to 0.55 is right.",
        560,
        280,
    )
    shoulder, hip, y = 120.0, 440.0, 130.0
    width = hip - shoulder
    d.line((20, 222), (540, 222), color=FLOOR, width=2)
    d.box((shoulder + 0.40 * width, y), (0.30 * width, 84), RANGE)
    d.circle((72, y), 24, BODY)
    d.line((shoulder, y), (hip, y), width=34)
    at = shoulder + 0.35 * width
    d.circle((at, 190), 32, ROLLER, ROLLER_EDGE)
    d.line((hip, y), (500, y - 40), (530, 216), width=12)
    for x, text in ((shoulder, "0"), (hip, "1")):
        d.line((x, 74), (x, 172), color=SOFT, width=2, dashed=True)
        d.words((x, 64), text, SOFT)
    d.arrow((shoulder, 84), (at, 84), both=True)
    d.words((at + 8, 70), "0.35", MARK, anchor="start")
    d.words((shoulder, 256), "shoulder line", SOFT, size=14)
    d.words((hip, 256), "hip line", SOFT, size=14)
    d.words((shoulder + 0.40 * width, 256), "right: 0.25 to 0.55", "#1f6b33", size=14)
    return d


def lumbar_gap() -> Drawing:
    """Lumbar gap."""
    d = Drawing(
        "Lumbar gap",
        "Somebody flat on the floor from the side: the height of the lower back's underside over "
        "the floor line, which joins the places where buttocks and upper back rest.",
        520,
        260,
    )
    floor = 200.0
    d.line((20, floor), (500, floor), color=FLOOR, width=2)
    d.circle((66, floor - 24), 22, BODY)
    d.shape(
        f"M 100 {floor} C 170 {floor}, 180 {floor}, 200 {floor - 2} C 240 {floor - 44}, "
        f"290 {floor - 44}, 330 {floor - 2} C 345 {floor}, 355 {floor}, 370 {floor - 2} "
        f"L 372 {floor - 60} C 300 {floor - 96}, 200 {floor - 92}, 100 {floor - 56} Z",
        "#cfdeec",
        BODY,
    )
    d.line((372, floor - 26), (440, floor - 100), (488, floor - 8), width=12)
    d.arrow((265, floor), (265, floor - 34), both=True)
    d.words((265, floor + 28), "lumbar gap, in cm", MARK)
    d.words((140, floor + 28), "upper back", SOFT, size=14)
    d.words((390, floor + 28), "buttocks", SOFT, size=14)
    return d


def views() -> Drawing:
    """The names of the views."""
    d = Drawing(
        "The views",
        "From above: a camera within 25 degrees of the left-right axis sees the side; 25 to 65 "
        "degrees off it is oblique; within 25 degrees of the long axis is the view from the head "
        "or from the feet.",
        480,
        420,
    )
    middle = (240.0, 205.0)
    for start, end, color in (
        (65, 115, "#bcd7ee"), (245, 295, "#bcd7ee"), (25, 65, "#e3edd9"), (115, 155, "#e3edd9"),
        (205, 245, "#e3edd9"), (295, 335, "#e3edd9"), (-25, 25, "#f4dfc8"), (155, 205, "#f4dfc8"),
    ):  # fmt: skip
        d.sector(middle, 175, start, end, color)
    x, y = middle
    d.circle((x + 74, y), 13, BODY)
    d.box((x + 30, y), (66, 40), BODY)
    for side in (-11, 11):
        d.line((x - 4, y + side), (x - 72, y + side), width=11)
    d.words((240, 66), "side")
    d.words((240, 358), "side")
    for dx, dy in ((110, -95), (-110, -95), (110, 110), (-110, 110)):
        d.words((x + dx, y + dy), "oblique", size=14)
    d.words((x + 135, y + 5), "head end", size=14)
    d.words((x - 128, y + 5), "foot end", size=14)
    d.words((240, 408), "The camera stands in one of these directions.", SOFT, size=14)
    return d


def frames_way() -> Drawing:
    """The way of a frame through the program."""
    d = Drawing(
        "A frame's way",
        "video gives a frame; perception sees body, roller and breath; measures gives numbers; "
        "coaching and the self-test judge; feedback and history show, say and remember. The engine "
        "runs it; events come back to it.",
        960,
        300,
    )
    boxes = (
        ("video", "Frame"),
        ("perception", "Body, Roller, Breath"),
        ("measures", "Measurements"),
        ("coaching, tightness", "Coaching, SelfTestState"),
        ("feedback, history", "screen, voice, files"),
    )
    for number, (name, gives) in enumerate(boxes):
        x = 100 + 190 * number
        d.box((x, 80), (166, 74), "#e4ecf3", BODY)
        d.words((x, 76), name, size=16)
        d.words((x, 98), gives, SOFT, size=12)
        if number:
            d.arrow((x - 107, 80), (x - 86, 80), INK)
    d.line((20, 150), (20, 165), (940, 165), (940, 150), color=SOFT, width=2)
    d.words((480, 190), "engine: one Session, live or recorded, frame after frame", INK)
    d.box((480, 252), (520, 54), "#f4ece2", ROLLER_EDGE)
    d.words((480, 258), "cli, or a Python program: frames and events in, moments out", size=15)
    d.arrow((400, 224), (400, 200), INK)
    d.arrow((560, 200), (560, 224), INK)
    return d


ALL: tuple[Callable[[], Drawing], ...] = (
    camera_release, camera_selftest, camera_front, knee, hip_flexion, fallout, hip_rotation,
    roller_angle, roller_position, lumbar_gap, views, frames_way,
)  # fmt: skip
"""Each drawing's file has the name of its function."""


def drawings() -> dict[Path, str]:
    """Every drawing's file, with what it should hold."""
    return {DRAWINGS / f"{draw.__name__}.svg": draw().to_svg() for draw in ALL}


if __name__ == "__main__":
    for path, text in drawings().items():
        path.write_text(text, "utf-8")
