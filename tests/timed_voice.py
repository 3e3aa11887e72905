"""A voice that needs as long as a real one, on the frames' time."""

from __future__ import annotations


class TimedVoice:
    """A voice of frame time that makes no sound: 0.4 s for a tone, 13 letters a second."""

    ready = True

    def __init__(self, has_voice=True):
        self.has_voice = has_voice
        self.lost = False
        self.done = []
        self._span = None

    def begin(self, sound, text, time_s):
        self.done.append(text or sound)
        self._span = (time_s, time_s + (0.4 if sound else 0.0) + len(text) / 13)

    def span(self, time_s):
        return None if self.lost else self._span

    def stop(self, time_s):
        self.done.append("stop")
        self._span = None

    def close(self):
        self.done.append("close")
