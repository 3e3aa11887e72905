"""What a part of the canvas beside the picture shows, apart from how it is drawn."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Hashable
from typing import Any, Generic, TypeVar

from posecheck.feedback.overlay.layout import Area
from posecheck.feedback.overlay.style import Sizes
from posecheck.feedback.overlay.text import Image8
from posecheck.moment import Moment

Content = TypeVar("Content", bound=Hashable)


class Panel(ABC, Generic[Content]):
    """An annotator that draws beside the picture, and again only when what it shows has changed.

    Attributes
    ----------
    area
        The part of the canvas that it draws in.
    """

    area: Area

    @abstractmethod
    def content(self, moment: Moment) -> Content | None:
        """Choose what to show; None for nothing. Equal contents look the same."""

    @abstractmethod
    def draw(self, image: Image8, content: Content, sizes: Sizes) -> None:
        """Draw the content into ``image``, (H, W, 3) uint8 RGB, in place.

        Parameters
        ----------
        image
            The panel's part of the canvas, empty but for what the panels before it drew there.
        content
            What :meth:`content` gave.
        sizes
            Of letters and lines.
        """

    def annotate(self, image: Image8, moment: Moment, sizes: Sizes) -> None:
        """Draw what a moment shows, whatever was drawn before."""
        content = self.content(moment)
        if content is not None:
            self.draw(image, content, sizes)


AnyPanel = Panel[Any]
"""A panel of any content."""
