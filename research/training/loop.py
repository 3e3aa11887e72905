"""The training loop."""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import torch
from layers import Backbone
from settings import Optimisation, Start
from torch import Tensor, nn
from weights import load_weights

from examples import Examples

N_NORM_EXAMPLES = 256
"""Number of examples from which the batch norms of an exported network get their means and
variances again."""

N_REPORTS = 5
"""Number of reports during a training, at even distances."""

Kind = TypeVar("Kind", bound=Examples)


def train_network(
    network: nn.Module,
    data: Kind,
    compute_loss: Callable[[Kind, float], Tensor],
    report: Callable[[], None],
    export: Callable[[], None],
    *,
    optimisation: Optimisation,
    start: Start,
    checkpoint: Path,
    run: str,
) -> None:
    """Train a network; it is in evaluation mode afterwards.

    A run that was stopped goes on after its last whole pass over the data, and ends with the same
    weights as one that was not.

    Parameters
    ----------
    compute_loss
        Gives the loss of some examples, given the share of the training that is over (0..1; always
        1 with start weights).
    report
        Called at each report, with the network in evaluation mode.
    export
        Writes the network; called in the end.
    checkpoint
        File in which the weights are kept at each report and at the end. What a stopped run needs
        to go on lies beside it (.run.pt) until the end.
    run
        Says which run it is: only a stopped one with the same text and as many examples goes on.
    """
    stopped = StoppedRun(checkpoint.with_suffix(".run.pt"), f"{len(data)} examples, {run}")
    state = stopped.load()
    rate = optimisation.learning_rate
    if start.weights is not None:
        if state is None:
            some = torch.randperm(len(data))[:N_NORM_EXAMPLES]
            load_weights(network, start.weights, lambda: compute_loss(data.select(some), 1.0))
        rate *= start.rate_factor
    for name, part in network.named_children():
        if start.learns and name not in start.learns:
            part.requires_grad_(False)
    set_training(network, start.learns)
    network.to(memory_format=torch.channels_last)
    steps_per_epoch = math.ceil(len(data) / optimisation.batch)
    epochs = math.ceil(optimisation.steps / steps_per_epoch)
    groups, rates = group_parameters(network, rate, optimisation.backbone_rate_factor)
    optimizer = torch.optim.AdamW(groups, rate, weight_decay=optimisation.weight_decay)
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        rates,
        total_steps=epochs * steps_per_epoch,
        pct_start=optimisation.warm_up_share,
    )
    parts = {"network": network, "optimizer": optimizer, "schedule": schedule}
    reported = {round(epochs * (k + 1) / N_REPORTS) for k in range(N_REPORTS)}
    first_epoch = 0
    if state is not None:
        first_epoch = state["epochs"]
        print(f"goes on after epoch {first_epoch} of {epochs}", flush=True)
        for name, part in parts.items():
            part.load_state_dict(state[name])
        torch.set_rng_state(state["random"])
    started = time.monotonic()
    for epoch in range(first_epoch, epochs):
        total, done = 0.0, epoch / epochs if start.weights is None else 1.0
        for rows in torch.randperm(len(data)).split(optimisation.batch):
            loss = compute_loss(data.select(rows), done)
            optimizer.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(network.parameters(), optimisation.gradient_limit)
            optimizer.step()
            schedule.step()
            total += loss.item() * len(rows)
        if epoch + 1 in reported:
            minutes = (time.monotonic() - started) / 60
            loss_each = total / len(data)
            print(f"epoch {epoch + 1} of {epochs}: loss {loss_each:.3f}, {minutes:.1f} minutes")
            network.eval()
            with torch.no_grad():
                report()
            torch.save(network.state_dict(), checkpoint)
            set_training(network, start.learns)
        stopped.save({name: part.state_dict() for name, part in parts.items()}, epoch + 1)
    network.eval()
    export()
    stopped.forget()


class StoppedRun:
    """What a run needs to go on after it was stopped.

    Parameters
    ----------
    path
        The file that holds it.
    run
        Says which run it is.
    """

    def __init__(self, path: Path, run: str) -> None:
        self._path = path
        self._run = run

    def load(self) -> dict | None:
        """Give what was saved last; None where nothing was, or by another run."""
        if not self._path.exists():
            return None
        state = torch.load(self._path)
        return state if state["run"] == self._run else None

    def save(self, parts: dict[str, dict], epochs: int) -> None:
        """Save the state of the parts, of the random numbers, and how many epochs are over."""
        state = {"run": self._run, "epochs": epochs}
        unfinished = self._path.with_suffix(".unfinished")
        torch.save(state | parts | {"random": torch.get_rng_state()}, unfinished)
        unfinished.replace(self._path)

    def forget(self) -> None:
        """The run is over."""
        self._path.unlink(missing_ok=True)


def set_training(network: nn.Module, learns: tuple[str, ...]) -> None:
    """Put the parts that learn in training mode, all of them where none is named."""
    network.train()
    for name, part in network.named_children():
        part.train(not learns or name in learns)


def group_parameters(
    network: nn.Module, rate: float, backbone_factor: float
) -> tuple[list[dict], list[float]]:
    """Separate the backbone's parameters from the others; give the groups and their rates.

    Parameters that do not learn are left out of the backbone's group.
    """
    known = [p for m in network.modules() if isinstance(m, Backbone) for p in m.parameters()]
    known_ids = {id(p) for p in known}
    new = [p for p in network.parameters() if id(p) not in known_ids and p.requires_grad]
    groups = [{"params": new}, {"params": [p for p in known if p.requires_grad]}]
    return groups, [rate, rate * backbone_factor]
