"""A few hundred bytes of YAML that stand for thirty thousand million values."""

from __future__ import annotations

BOMB = "l0: &l0 [1]\n" + "".join(
    f"l{i}: &l{i} [{', '.join([f'*l{i - 1}'] * 9)}]\n" for i in range(1, 12)
)
"""Its last value is `*l11`."""
