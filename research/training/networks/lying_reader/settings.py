"""Settings of a training run of the lying reader. Needs no PyTorch."""

from __future__ import annotations

from typing import Literal

from settings import Colour, Cover, Interval, NotNegative, Positive, Settings, Share, StillsRun


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
    joint_shift, joint_shift_share
        Standard deviation of a larger shift of MediaPipe's joints (trunk lengths), and the share of
        the examples that get it. MediaPipe errs differently on real people than on rendered ones
        (on rendered ones its hip lies 0.06 too far towards the knee), so the picture must decide.
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
        Directions of the bones; deviation of their length from 1, within ``directions``.
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
    augmentation: LyingReaderAugmentation
    loss: LyingReaderLoss
