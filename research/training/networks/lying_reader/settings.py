"""Settings of a training run of the lying reader. Needs no PyTorch."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from settings import (
    Colour,
    Count,
    Cover,
    Data,
    Interval,
    NotNegative,
    PixelInterval,
    Positive,
    Settings,
    Share,
    StillsRun,
)


class LyingReaderData(Data):
    """Which rendered stills and photos the lying reader learns from.

    Attributes
    ----------
    photos
        List of photos of people, beside ``photos.py``; those in which MediaPipe finds somebody
        lying are learnt from. On photos of people who lie MediaPipe's joints in the picture are
        good (hip flexion 4 degrees off on 17 labelled ones from the side), and a network that has
        seen none is worse at finding them.
    photo_copies
        Each photo counts as so many stills.
    """

    photos: Path
    photo_copies: Count


class Looks(Settings):
    """How MediaPipe looks at each still and photo: once as it is, then at changed copies of it.

    Its errors differ from look to look, as they do from frame to frame of a film; a still costs a
    hundred times as much as a look. Only what MediaPipe says comes from the changed copy: the
    network's picture is that of the still.

    Attributes
    ----------
    number
        How often MediaPipe looks at a still. Every other changed copy is mirrored.
    zoom
        Factor on the copy's size.
    border_share
        Widest border that is added on each side, as a share of the copy's size.
    gamma
        Largest logarithm of the exponent on its values, up or down.
    blur_px, noise_sd
        Largest blur (standard deviation), and largest noise (values from 0 to 255).
    jpeg_quality
        Lowest quality of its compression, and the first value above the highest.
    """

    number: Count
    zoom: Interval
    border_share: Share
    gamma: NotNegative
    blur_px: NotNegative
    noise_sd: NotNegative
    jpeg_quality: PixelInterval


class LyingReaderAugmentation(Settings):
    """Random changes of the lying reader's examples.

    Attributes
    ----------
    zoom
        Factor on the size of the picture's window.
    shift_share
        Largest shift of the window, as a share of the picture's size.
    roll_sd_deg
        Standard deviation of the turn in the picture's plane.
    points_scale_sd, points_noise_sd
        Standard deviations of a common factor on MediaPipe's picture points, and of noise on each
        (trunk lengths).
    world_noise_sd_m
        Noise on MediaPipe's world points.
    visibility_noise_sd
        Noise on MediaPipe's visibility.
    joint_noise_px
        Noise on MediaPipe's ten joints.
    error_factor_sd, largest_scaled_error
        MediaPipe's errors at the joints, in the picture, are multiplied by a random factor of mean
        0 and this standard deviation, where they are smaller than this (trunk lengths; at a larger
        one MediaPipe took something else for the joint). MediaPipe errs differently on real people
        than on rendered ones: on rendered ones its hip lies 0.06 too far towards the knee, on
        photos 0.02 too far from it. That it is off to one side must not be learnt.
    joint_shift, joint_shift_share
        Standard deviation of a larger shift of MediaPipe's joints (trunk lengths), and the share of
        the examples that get it: the picture must decide.
    legs_swapped_share
        Share of the examples in which MediaPipe's legs are exchanged: the picture must decide.
    misled_share
        Share of the examples in which the mixer gets what the hourglass saw in another picture. On
        real people the hourglass sees worse than on rendered ones; the mixer must notice where
        that contradicts MediaPipe.
    """

    zoom: Interval
    shift_share: NotNegative
    roll_sd_deg: NotNegative
    points_scale_sd: NotNegative
    points_noise_sd: NotNegative
    world_noise_sd_m: NotNegative
    visibility_noise_sd: NotNegative
    joint_noise_px: NotNegative
    error_factor_sd: NotNegative
    largest_scaled_error: NotNegative
    joint_shift: NotNegative
    joint_shift_share: Share
    legs_swapped_share: Share
    misled_share: Share
    colour: Colour
    cover: Cover


class LyingReaderLoss(Settings):
    """Weights of the lying reader's loss terms, and how its targets are made.

    Attributes
    ----------
    heat, heat_sigma_px
        Heat maps of the ten joints; width of a joint's target.
    joints
        Distance of the joints in the picture, in pixels.
    directions, bone_length
        Directions of the bones (of a photo in the picture); deviation of their length from 1,
        within ``directions``.
    angles, angle_weights
        Angles of the legs; weights of knee, hip flexion, fall-out and hip rotation within.
    expected_errors
        Likelihood of the angles' errors under the expected errors that the network gives.
    camera
        Pitch, degrees off the side view, height and roll of the camera.
    straight_knee_deg
        Fall-out and hip rotation of a straighter leg are not learnt: they hardly show.
    """

    heat: NotNegative
    heat_sigma_px: Positive
    joints: NotNegative
    directions: NotNegative
    bone_length: NotNegative
    angles: NotNegative
    angle_weights: tuple[float, float, float, float]
    expected_errors: NotNegative
    camera: NotNegative
    straight_knee_deg: Positive


class LyingReaderRun(StillsRun):
    """A training run of ``lying_reader.onnx``."""

    network: Literal["lying_reader"]
    data: LyingReaderData
    looks: Looks
    augmentation: LyingReaderAugmentation
    loss: LyingReaderLoss
