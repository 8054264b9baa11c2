"""The steps of `trainer/src/train/steps.rs` in PyTorch; the penalty by double backward."""

import contextlib
import copy

import torch
from torch.nn import functional as F

from networks import ConsistencyNetwork, Critic, Generator


def of_scale(values, scale):
    return values[min(scale, len(values) - 1)]


def augment(images, probability):
    """As `augment.rs`: brightness, contrast, one shift for all, cutout."""
    if probability <= 0:
        return images
    n, _, side, _ = images.shape
    device = images.device

    def draw(shape, low, high, neutral):
        values = torch.empty(shape, device=device).uniform_(low, high)
        return torch.where(torch.rand(shape, device=device) < probability, values, torch.full_like(values, neutral))

    shape = (n, 1, 1, 1)
    mean = images.mean((2, 3), keepdim=True)
    images = (images - mean) * 1.25 ** draw(shape, -1, 1, 0) + mean + draw(shape, -0.25, 0.25, 0)
    for axis in (2, 3):
        by = round(draw((), -side / 8, side / 8, 0).item())
        if by:
            ends = (by, 0) if by > 0 else (0, -by)
            kept = images.narrow(axis, 0 if by > 0 else -by, side - abs(by))
            images = F.pad(kept, (0, 0, *ends) if axis == 2 else (*ends, 0, 0), value=-1.0)
    place = torch.randint(side, (2, n, 1), device=device)
    inside = (torch.arange(side, device=device) - place + side // 8).div(side // 4, rounding_mode="floor") == 0
    hole = inside[0][:, None, :, None] & inside[1][:, None, None, :] & (draw(shape, 1, 1, 0) > 0)
    return images * ~hole


class Training:
    """Networks, optimisers and one batch of random images and words."""

    def __init__(self, plan, scale, device):
        self.settings, self.model = plan["settings"], plan["model"]
        self.at, self.batch, self.device = scale["scale"], scale["batch"], device
        n, side = self.batch, scale["size"]
        words = [(n, *plan["report"][section]) for section in ("findings", "impression")]
        torch.manual_seed(self.settings["seed"])
        self.tokens = [torch.randint(1, self.model["vocabulary"], shape, device=device) for shape in words]
        self.real = [torch.empty(n, 1, side, side, device=device).uniform_(-1, 1) for _ in range(2)]
        self.generator = Generator(self.model).to(device)
        self.consistency = ConsistencyNetwork(self.model["consistency"]).to(device)
        self.consistency_optimiser = torch.optim.Adam(
            self.consistency.parameters(), self.settings["consistency_rate"], eps=self.settings["epsilon"]
        )
        self.average = copy.deepcopy(self.generator).requires_grad_(False)

    def fast(self):
        """The number format of forward passes."""
        kind = {"bf16": torch.bfloat16, "f16": torch.float16}.get(self.settings["compute"])
        return torch.autocast(self.device.type, kind) if kind else contextlib.nullcontext()

    def optimiser(self, module, rates):
        s = self.settings
        learning = [p for p in module.parameters() if p.requires_grad]
        rate = of_scale(s[rates], self.at)
        return torch.optim.Adam(learning, rate, betas=(s["beta1"], s["beta2"]), eps=s["epsilon"])

    def begin(self):
        """Critics and optimisers of adversarial training; scales that do not learn are frozen."""
        s = self.settings
        tuned = s["lower_scales"] == "tuned"
        self.generator.encoder.requires_grad_(self.at == 0 or tuned)
        for cascade in self.generator.views:
            for scale, part in enumerate([cascade.base, *cascade.refiners]):
                part.requires_grad_(scale == self.at or (scale < self.at and tuned))
        self.critics = [
            Critic(self.at, s["critic"], self.model["code"], s["critic_norm"]).to(self.device) for _ in range(2)
        ]
        self.generator_optimiser = self.optimiser(self.generator, "generator_rate")
        self.critic_optimisers = [self.optimiser(critic, "critic_rate") for critic in self.critics]
        self.consistency.requires_grad_(False).eval()

    def consistency_step(self):
        frontal, lateral = (self.consistency.embed(image) for image in self.real)
        same = self.consistency.classify((frontal - lateral).abs())
        different = self.consistency.classify((frontal - lateral.roll(-1, 0)).abs())
        loss = 0.5 * (F.softplus(same).mean() + F.softplus(-different).mean())
        self.consistency_optimiser.zero_grad()
        loss.backward()
        self.consistency_optimiser.step()
        return loss.item()

    def draw(self):
        code = self.generator.encoder(*self.tokens)
        z, n = self.model["noise"], self.batch
        noise = [torch.randn(n, z, device=self.device) for _ in range(2)] if z else None
        twins = -(-n // 4) if z and self.settings["diversity_weight"] > 0 else 0
        drawn = []
        for cascade in self.generator.views:
            given = torch.cat([code, noise[0]], 1) if z else code
            if twins:
                given = torch.cat([given, torch.cat([code[:twins], noise[1][:twins]], 1)])
            with self.fast():
                images = [image.float() for image in cascade(given, self.at)]
            codes = code.detach()
            both = torch.cat([codes, codes[:twins]])
            pair = [it[:twins] for it in noise] if twins else None
            drawn.append({"images": images, "encoded": code, "codes": codes, "all_codes": both, "noise": pair})
        drawn[0]["images"][-1].mean().item()
        return drawn

    def critic_step(self, drawn, penalised):
        for critic, optimiser, real, view in zip(self.critics, self.critic_optimisers, self.real, drawn):
            loss = self.critic_loss(critic, real, view)
            if penalised:
                loss = loss + self.penalty(critic, real, view) * self.settings["penalty_every"]
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
        return loss.item()

    def critic_loss(self, critic, real, view):
        s, n = self.settings, self.batch
        shown = augment(torch.cat([real, view["images"][-1].detach()]), s["augment"])
        with self.fast():
            features = critic.layers(shown)
            seen = features[:n]
            score_real = critic.scores(seen, view["codes"]).float()
            score_fake = critic.scores(features[n:], view["all_codes"]).float()
            wrong = critic.scores(seen, view["codes"].roll(-1, 0)).float() if s["mismatch"] > 0 else None
        high = self.high()
        low = high(-score_fake).mean()
        if wrong is not None:
            low = low * (1 - s["mismatch"]) + high(-wrong).mean() * s["mismatch"]
        return high(score_real).mean() + low

    def high(self):
        """Loss of a score that is to be high."""
        return {
            "wasserstein": lambda score: -score,
            "hinge": lambda score: F.relu(1 - score),
            "logistic": lambda score: F.softplus(-score),
        }[self.settings["adversarial"]]

    def penalty(self, critic, real, view):
        s, weight = self.settings, self.settings["penalty_weight"]
        gradient = s["penalty"] == "gradient"
        point = real
        if gradient:
            share = torch.rand(self.batch, 1, 1, 1, device=self.device)
            point = torch.lerp(view["images"][-1].detach()[: self.batch], real, share)
        point = point.detach().requires_grad_()
        patches = critic.patches(critic.layers(point), view["codes"])
        total = patches.sum() if gradient else patches.mean((1, 2, 3)).sum()
        (slope,) = torch.autograd.grad(total, point, create_graph=True)
        if gradient:
            return weight * (slope.flatten(1).norm(dim=1) - 1).square().mean()
        return weight / 2 * slope.square().sum((1, 2, 3)).mean()

    def generator_step(self, drawn):
        s, n = self.settings, self.batch
        terms = []
        for critic, real, view in zip(self.critics, self.real, drawn):
            images = view["images"]
            kept = images if s["lower_scales"] == "tuned" else images[-1:]
            distance = F.mse_loss if s["pixel_loss"] == "mse" else F.l1_loss
            pixel = sum(distance(it[:n], F.adaptive_avg_pool2d(real, it.shape[-1])) for it in kept) / len(kept)
            terms.append(pixel * s["pixel_weight"])
            critic.requires_grad_(False)
            with self.fast():
                scores = critic.scores(critic.layers(augment(images[-1], s["augment"])), view["all_codes"]).float()
            adversarial = F.softplus(-scores).mean() if s["adversarial"] == "logistic" else -scores.mean()
            terms.append(adversarial * s["adversarial_weight"])
            if s["matching_weight"] > 0:
                with self.fast():
                    seen = critic.layers(real)
                    right = critic.scores(seen, view["encoded"]).float()
                    wrong = critic.scores(seen, view["encoded"].roll(-1, 0)).float()
                high = self.high()
                terms.append((high(right).mean() + high(-wrong).mean()) * s["matching_weight"])
            if view["noise"]:
                a, b = view["noise"]
                moved = (images[-1][: len(a)] - images[-1][n:]).abs().flatten(1).mean(1)
                moved = moved / (a - b).abs().mean(1).clamp_min(1e-3)
                terms.append((0.02 / (moved + 0.02)).mean() * s["diversity_weight"])
        if s["consistency_weight"] > 0:
            last = [view["images"][-1][:n] for view in drawn]
            terms.append(F.softplus(self.consistency.different_logit(*last)).mean() * s["consistency_weight"])
        loss = sum(terms)
        self.generator_optimiser.zero_grad()
        loss.backward()
        self.generator_optimiser.step()
        for critic in self.critics:
            critic.requires_grad_(True)
        halflife = s["average_halflife"]
        kept = 0.5 ** (n / halflife) if halflife > 0 else 0.0
        with torch.no_grad():
            torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), 1 - kept)
        return loss.item()
