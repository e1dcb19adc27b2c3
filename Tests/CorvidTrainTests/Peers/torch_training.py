"""How fast PyTorch trains a model of Corvid's shape on this machine, in bfloat16 autocast: the peer of `corvid train bench`.

Prints {"tokens_per_second": ...}: the best of eager and compiled. Needs torch 2.9 or later (for Muon)."""
import argparse
import json
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

parser = argparse.ArgumentParser()
for name in ("width", "heads", "key-value-heads", "head-size", "feed-forward", "vocabulary", "documents", "tokens",
             "learned", "steps", "threads"):
    parser.add_argument("--" + name, type=int, required=True)
parser.add_argument("--layers", required=True)
parser.add_argument("--optimizer", choices=("adamw", "muon"), required=True)
o = parser.parse_args()
if o.threads:
    torch.set_num_threads(o.threads)
torch.manual_seed(1)


class Norm(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(width))

    def forward(self, x):
        return F.rms_norm(x, (x.shape[-1],), self.weight.to(x.dtype), 1e-5)


def rotate(x, cos, sin):
    a, b = x.chunk(2, -1)
    return torch.cat([a * cos - b * sin, b * cos + a * sin], -1)


class Convolution(nn.Module):
    def __init__(self):
        super().__init__()
        self.into = nn.Linear(o.width, 3 * o.width, bias=False)
        self.out = nn.Linear(o.width, o.width, bias=False)
        self.kernel = nn.Conv1d(o.width, o.width, 3, groups=o.width, bias=False, padding=2)

    def forward(self, x, cos, sin):
        before, after, value = self.into(x).chunk(3, -1)
        mixed = self.kernel((before * value).transpose(1, 2))[..., : x.shape[1]].transpose(1, 2)
        return self.out(after * mixed)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.into = nn.Linear(o.width, (o.heads + 2 * o.key_value_heads) * o.head_size, bias=False)
        self.out = nn.Linear(o.heads * o.head_size, o.width, bias=False)
        self.query_norm = Norm(o.head_size)
        self.key_norm = Norm(o.head_size)

    def forward(self, x, cos, sin):
        rows, length, _ = x.shape
        heads = [o.heads, o.key_value_heads, o.key_value_heads]
        q, k, v = self.into(x).view(rows, length, sum(heads), o.head_size).transpose(1, 2).split(heads, 1)
        q, k = rotate(self.query_norm(q), cos, sin), rotate(self.key_norm(k), cos, sin)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True, enable_gqa=True)
        return self.out(y.transpose(1, 2).reshape(rows, length, o.heads * o.head_size))


class Block(nn.Module):
    def __init__(self, kind):
        super().__init__()
        self.mixer = Attention() if kind == "a" else Convolution()
        self.mixer_norm, self.forward_norm = Norm(o.width), Norm(o.width)
        self.gate_up = nn.Linear(o.width, 2 * o.feed_forward, bias=False)
        self.down = nn.Linear(o.feed_forward, o.width, bias=False)

    def forward(self, x, cos, sin):
        x = x + self.mixer(self.mixer_norm(x), cos, sin)
        gate, up = self.gate_up(self.forward_norm(x)).chunk(2, -1)
        return x + self.down(F.silu(gate) * up)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(o.vocabulary, o.width)
        self.blocks = nn.ModuleList(Block(kind) for kind in o.layers)
        self.norm = Norm(o.width)
        nn.init.normal_(self.embedding.weight, std=0.02)

    def forward(self, x, cos, sin, rows, targets):
        hidden = self.embedding(x)
        for block in self.blocks:
            hidden = block(hidden, cos, sin)
        hidden = self.norm(hidden.reshape(-1, o.width)[rows])
        return F.cross_entropy((hidden @ self.embedding.weight.t()).float(), targets)


def measure(compiled):
    model = Model()
    matrices = [p for n, p in model.named_parameters() if p.dim() == 2 and n != "embedding.weight"]
    others = [p for n, p in model.named_parameters() if p.dim() != 2 or n == "embedding.weight"]
    if o.optimizer == "muon":
        optimizers = [torch.optim.Muon(matrices, lr=1e-4, adjust_lr_fn="match_rms_adamw"),
                      torch.optim.AdamW(others, lr=1e-4, fused=True)]
    else:
        optimizers = [torch.optim.AdamW(model.parameters(), lr=1e-4, fused=True)]
    tokens = torch.randint(0, o.vocabulary, (o.documents, o.tokens))
    learned = torch.zeros(o.documents, o.tokens, dtype=torch.bool)
    learned[:, o.tokens - o.learned:] = True
    targets = tokens[learned]
    rows = learned.reshape(-1).nonzero()[:, 0] - 1
    angles = torch.arange(o.tokens)[:, None] / (1e5 ** (torch.arange(o.head_size // 2) * 2 / o.head_size))[None]
    cos, sin = angles.cos(), angles.sin()
    run = torch.compile(model) if compiled else model

    def step():
        for optimizer in optimizers:
            optimizer.zero_grad(set_to_none=True)
        with torch.autocast("cpu", dtype=torch.bfloat16):
            loss = run(tokens, cos, sin, rows, targets)
        loss.backward()
        nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optimizer in optimizers:
            optimizer.step()

    for _ in range(3):
        step()
    start = time.time()
    for _ in range(o.steps):
        step()
    return o.steps * tokens.numel() / (time.time() - start)


rates = [measure(False)]
try:
    rates.append(measure(True))
except Exception:  # no compiler on this machine
    pass
print(json.dumps({"tokens_per_second": max(rates)}))
