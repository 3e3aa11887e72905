"""Reading weights to start from, and writing a network as posecheck reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn

Statistics = dict[tuple[nn.Conv2d, nn.BatchNorm2d], list[tuple[Tensor, Tensor]]]
"""For each convolution and its batch norm, variance and mean of the norm's inputs in each pass."""


def load_weights(network: nn.Module, path: Path, run: Callable[[], object]) -> None:
    """Give ``network`` the weights of a file.

    The file is a checkpoint (.pt) or an exported network (.onnx). In an exported network the batch
    norms are folded into the layers before them. They get their means and variances again from
    what ``run`` shows the network. The network then gives what the file gives.

    Parameters
    ----------
    run
        Runs the network on ordinary examples.
    """
    if path.suffix != ".onnx":
        network.load_state_dict(torch.load(path))
        return
    graph = onnx.load(path).graph
    stored = {i.name: torch.from_numpy(numpy_helper.to_array(i).copy()) for i in graph.initializer}
    # The network was exported as a part of another module, whose name comes first. A layer may or
    # may not have been inside a FullPrecision (".layer.").
    named = {n.partition(".")[2].replace(".layer.", "."): w for n, w in stored.items()}
    known = {name: named.get(name.replace(".layer.", ".")) for name in network.state_dict()}
    network.load_state_dict({n: w for n, w in known.items() if w is not None}, strict=False)
    # folded weights have no name of their own
    folded = [
        [stored[name] for name in node.input[1:]]
        for node in graph.node
        if node.op_type == "Conv" and node.input[1] in stored and "::" in node.input[1]
    ]
    statistics = collect_norm_statistics(network, run)
    if len(folded) != len(statistics):
        raise SystemExit(
            f"{path} has {len(folded)} layers with batch norms; this network has {len(statistics)}."
        )
    for (layer, norm), (weights, shift) in zip(statistics, folded, strict=True):
        layer.weight.data = weights
        norm.weight.data, norm.bias.data = torch.ones_like(shift), shift
        norm.reset_running_stats()
        norm.running_var -= norm.eps
    for (_, norm), seen in collect_norm_statistics(network, run).items():
        variance, mean = (torch.stack(values).mean(0) for values in zip(*seen, strict=True))
        norm.running_mean, norm.running_var = mean, variance
        norm.weight.data, norm.bias.data = (variance + norm.eps).sqrt(), norm.bias.data + mean


def collect_norm_statistics(network: nn.Module, run: Callable[[], object]) -> Statistics:
    """Find the convolutions with a batch norm, in the order in which they compute, and what goes
    into their norms while ``run`` runs the network."""
    found: Statistics = {}
    before: list[nn.Module] = []

    def note(module: nn.Module, inputs: tuple[Tensor], _output: Tensor) -> None:
        if isinstance(module, nn.BatchNorm2d):
            statistics = torch.var_mean(inputs[0].float(), dim=(0, 2, 3), correction=0)
            found.setdefault((before[-1], module), []).append(statistics)
        before.append(module)

    layers = [m for m in network.modules() if isinstance(m, nn.Conv2d | nn.BatchNorm2d)]
    hooks = [layer.register_forward_hook(note) for layer in layers]
    network.eval()
    with torch.no_grad():
        run()
    network.train()
    for hook in hooks:
        hook.remove()
    return found


def export_network(
    exported: nn.Module, out: Path, inputs: dict[str, Tensor], outputs: list[str]
) -> None:
    """Write a network as the ONNX file that posecheck reads.

    Parameters
    ----------
    exported
        The network inside the module that takes and gives what posecheck does.
    inputs
        The inputs by name, in order, with values of the right shape.
    outputs
        The names of the outputs, in order.
    """
    torch.onnx.export(
        exported,
        tuple(inputs.values()),
        str(out),
        input_names=list(inputs),
        output_names=outputs,
        dynamo=False,
        opset_version=13,
    )
    print(out)
