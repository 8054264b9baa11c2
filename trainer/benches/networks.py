"""The networks of `src/model` and `trainer/src/train/critic.rs` in PyTorch."""

import math

import torch
from torch import nn
from torch.nn import functional as F

LEAK = 0.2


def count(module):
    return sum(p.numel() for p in module.parameters())


def conv(i, o, kernel=3, stride=1, bias=False):
    return nn.Conv2d(i, o, kernel, stride, kernel // 2, bias=bias)


def leaky(x):
    return F.leaky_relu(x, LEAK)


class Attention(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.project = nn.Linear(width, width)
        self.context = nn.Linear(width, 1, bias=False)

    def forward(self, h):
        weights = torch.softmax(self.context(torch.tanh(self.project(h))), 1)
        return (h * weights).sum(1)


class SectionEncoder(nn.Module):
    """The made-up reports have no padding, so there is nothing to mask."""

    def __init__(self, model):
        super().__init__()
        hidden = model["hidden"]
        self.embedding = nn.Embedding(model["vocabulary"], model["embedding"])
        self.words = nn.LSTM(model["embedding"], hidden, batch_first=True, bidirectional=True)
        self.word_attention = Attention(2 * hidden)
        self.sentences = nn.LSTM(2 * hidden, hidden, batch_first=True, bidirectional=True)
        self.sentence_attention = Attention(2 * hidden)

    def forward(self, ids):
        batch, sentences, words = ids.shape
        states, _ = self.words(self.embedding(ids.reshape(batch * sentences, words)))
        vectors = self.word_attention(states).reshape(batch, sentences, -1)
        return self.sentence_attention(self.sentences(vectors)[0])


class Encoder(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.findings, self.impression = SectionEncoder(model), SectionEncoder(model)
        self.join = nn.Linear(4 * model["hidden"], model["code"], bias=False)

    def forward(self, findings, impression):
        both = torch.cat([self.findings(findings), self.impression(impression)], 1)
        return leaky(self.join(both))


class BaseStage(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.conv2 = conv(width, width), conv(width, width)
        self.up = conv(width, width // 2)

    def forward(self, x):
        x = x + self.conv2(leaky(self.conv1(x)))
        return leaky(self.up(upsample(x)))


def upsample(x):
    return F.interpolate(x, scale_factor=2, mode="bilinear", align_corners=False)


class Base(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.stages = nn.Sequential(*(BaseStage(width >> at) for at in range(5)))
        self.image = conv(width >> 5, 1, 1, bias=True)

    def forward(self, code):
        return torch.tanh(self.image(self.stages(code[:, :, None, None])))


class Block(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.conv1, self.slope, self.conv2 = conv(width, width), nn.PReLU(), conv(width, width)

    def forward(self, x):
        return x + self.conv2(self.slope(self.conv1(x)))


class Refiner(nn.Module):
    def __init__(self, code, width):
        super().__init__()
        self.code = nn.Linear(code, width // 2)
        self.input = conv(1, width // 2, bias=True)
        self.blocks = nn.Sequential(*(Block(width) for _ in range(4)))
        self.up = conv(width, 4 * width, bias=True)
        self.slope = nn.PReLU()
        self.image = conv(width, 1, 1, bias=True)

    def forward(self, previous, code):
        height, width = previous.shape[2:]
        code = leaky(self.code(code))[:, :, None, None].expand(-1, -1, height, width)
        x = torch.cat([code, leaky(self.input(previous))], 1)
        r = self.blocks(x) + x
        new = torch.tanh(self.image(self.slope(F.pixel_shuffle(self.up(r), 2))))
        return new * 0.5 + upsample(previous) * 0.5


class Cascade(nn.Module):
    def __init__(self, model):
        super().__init__()
        width = model["code"] + model["noise"]
        refiners = int(math.log2(model["size"] // 32))
        self.base = Base(width)
        self.refiners = nn.ModuleList(Refiner(width, model["refiner"]) for _ in range(refiners))

    def forward(self, code, scale):
        images = [self.base(code)]
        for refiner in self.refiners[:scale]:
            images.append(refiner(images[-1], code))
        return images


class Generator(nn.Module):
    def __init__(self, model):
        super().__init__()
        self.encoder = Encoder(model)
        self.views = nn.ModuleList([Cascade(model), Cascade(model)])


class BasicBlock(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        stride = 1 if i == o else 2
        self.conv1, self.norm1 = conv(i, o, 3, stride), nn.BatchNorm2d(o)
        self.conv2, self.norm2 = conv(o, o), nn.BatchNorm2d(o)
        self.shortcut = None if i == o else nn.Sequential(conv(i, o, 1, stride), nn.BatchNorm2d(o))

    def forward(self, x):
        inner = self.norm2(self.conv2(F.relu(self.norm1(self.conv1(x)))))
        return F.relu(inner + (x if self.shortcut is None else self.shortcut(x)))


class ConsistencyNetwork(nn.Module):
    def __init__(self, width):
        super().__init__()
        widths = [width * factor for factor in (1, 1, 1, 2, 2, 4, 4, 8, 8)]
        self.trunk = nn.Sequential(
            conv(1, width, 7, 2),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, 1),
            *(BasicBlock(i, o) for i, o in zip(widths, widths[1:])),
        )
        self.project = nn.Linear(8 * width, 128)
        self.classify = nn.Linear(128, 1)

    def embed(self, image):
        return F.normalize(self.project(self.trunk(image).mean((2, 3)))) * 10

    def different_logit(self, frontal, lateral):
        return self.classify((self.embed(frontal) - self.embed(lateral)).abs())


class Critic(nn.Module):
    def __init__(self, scale, width, code, norm):
        super().__init__()
        layers, last = [self.layer(1, width, 1, norm, True)], width
        for _ in range(3 + scale):
            following = min(2 * last, 512)
            layers.append(self.layer(last, following, 2, norm, False))
            last = following
        compared = min(last, 64)
        self.layers = nn.Sequential(*layers)
        self.score = nn.Conv2d(last, 1, 4, padding=1)
        self.compared = conv(last, compared, 1, bias=True)
        self.report = nn.Linear(code, compared * 16)

    @staticmethod
    def layer(i, o, stride, norm, first):
        convolution = conv(i, o, 3, stride)
        if norm == "spectral":
            convolution = nn.utils.parametrizations.spectral_norm(convolution)
        parts = [convolution]
        if norm == "instance" and not first:
            parts.append(nn.InstanceNorm2d(o))
        return nn.Sequential(*parts, nn.LeakyReLU(LEAK))

    def patches(self, features, code):
        report = self.report(code / code.square().mean(1, keepdim=True).sqrt().clamp_min(1e-6))
        seen = self.compared(features).flatten(1)
        fit = (seen * report).sum(1) / math.sqrt(report.shape[1])
        return self.score(features) + fit[:, None, None, None]

    def scores(self, features, code):
        return self.patches(features, code).mean((1, 2, 3))
