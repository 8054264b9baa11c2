"""The cascades of templates in PyTorch, with the weights of an ONNX file that `trainer export --format onnx` wrote."""

import onnx
import torch
from onnx import numpy_helper
from torch import nn
from torch.nn import functional as F

LEAK = 0.2
SHORTCUT_SCALE = 0.7
ANATOMY_WEIGHT = 2.0
SEED = 4


def constants(path):
    """Name -> tensor of every constant, and name -> sides of every output."""
    graph = onnx.load(path).graph
    tensors = {it.name: torch.from_numpy(numpy_helper.to_array(it).copy()) for it in graph.initializer}
    columns = next(node.input[1] for node in graph.node if node.op_type == "Gather")
    outputs = [it.name for it in graph.output]
    return tensors, tensors[columns], outputs


def upsample2(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Cascade(nn.Module):
    """One view."""

    def __init__(self, weights, view, sizes):
        super().__init__()
        self.weights = {name.removeprefix(f"{view}."): value for name, value in weights.items() if name.startswith(f"{view}.")}
        self.here = {int(name.split("_")[1]): value for name, value in weights.items() if name.startswith("coordinates_")}
        self.sizes = sizes
        self.layers = self.weights["gain.weight"].shape[0]

    def conv(self, x, name):
        weight = self.weights[f"{name}.weight"]
        return F.conv2d(x, weight, self.weights.get(f"{name}.bias"), padding=weight.shape[2] // 2)

    def modulated(self, x, code, name):
        x = self.conv(x, f"{name}.conv")
        told = torch.addmm(self.weights[f"{name}.code.bias"], code, self.weights[f"{name}.code.weight"])
        scale, shift = told[:, :, None, None].chunk(2, 1)
        return F.leaky_relu(x * scale + shift, LEAK)

    def block(self, parts, code, name):
        x = torch.cat([*parts, self.here[parts[0].shape[2]]], 1)
        x = self.modulated(x, code, f"{name}.first")
        return (x + self.modulated(x, code, f"{name}.second")) * SHORTCUT_SCALE

    def carried(self, name, side, flow, gain, shares):
        layers = self.layers
        own = (shares @ self.weights[name]).view(layers, -1, side, side)
        flow = F.interpolate(flow, size=side, mode="bicubic", align_corners=False).view(layers, 2, side, side)
        grid = (flow + self.here[side]).permute(0, 2, 3, 1)
        moved = F.grid_sample(own, grid, mode="bilinear", padding_mode="border", align_corners=False)
        gain = F.interpolate(gain, size=side, mode="bilinear", align_corners=False).view(layers, 1, side, side)
        return (moved * gain).view(1, -1, side, side)

    def forward(self, code, shares, maps):
        seed = torch.addmm(self.weights["seed.bias"], code, self.weights["seed.weight"])
        x = F.leaky_relu(seed, LEAK).view(1, -1, SEED, SEED)
        x = self.block([upsample2(x)], code, "at8")
        x = self.block([upsample2(x), self.conv(maps[0], "spots16")], code, "at16")
        flow, gain = self.conv(x, "flow"), self.conv(x, "gain")
        x = self.block([upsample2(x), self.conv(maps[1], "spots32")], code, "at32")
        images = [self.conv(x, "image32")]
        for at, side in enumerate(self.sizes[1:]):
            name = f"scales.{at}"
            carried = self.carried(f"{name}.templates", side, flow, gain, shares)
            parts = [upsample2(x), self.conv(carried, f"{name}.mix"), self.conv(maps[at + 2], f"{name}.spots")]
            x = self.block(parts, code, f"{name}.block")
            images.append(upsample2(images[-1]) + self.conv(x, f"{name}.image"))
        return images


class Cascades(nn.Module):
    """Both views, from what the network is told and the maps of places to the images, by name."""

    def __init__(self, path):
        super().__init__()
        self.weights, self.columns, self.outputs = constants(path)
        self.sizes = [int(name.split("_")[1]) for name in self.outputs if name.startswith("frontal_")]
        self.cascades = {view: Cascade(self.weights, view, self.sizes) for view in ("frontal", "lateral")}

    def forward(self, inputs):
        code = inputs["told"]
        for layer in ("first", "second", "third"):
            weight, bias = (self.weights[f"patient.{layer}.{part}"] for part in ("weight", "bias"))
            code = F.leaky_relu(torch.addmm(bias, code, weight), LEAK)
        shares = inputs["told"][:, self.columns] / ANATOMY_WEIGHT
        images = {}
        for view, cascade in self.cascades.items():
            maps = [inputs[f"{view}_maps_{side}"] for side in (16, *self.sizes)]
            for side, image in zip(self.sizes, cascade(code, shares, maps)):
                images[f"{view}_{side}"] = image
        return images
