"""`make bench`: our times beside our peers', measured in the same run."""

from __future__ import annotations

from bench import candidates, design, desk, diffusion, kit, understand


def main() -> None:
    """Print `what, ours, peer, ratio`; a ratio under 1 means we are quicker than the peer."""
    print(f"{'what':<52} {'ours':>9} {'peer':>9} {'ratio':>7}")
    for room in (candidates, diffusion):
        for name, ours_s, peer_s in room.rows():
            print(f"{name:<52} {ours_s * 1000:>6.0f} ms {peer_s * 1000:>6.0f} ms {ours_s / peer_s:>7.2f}")
    design.show_all()
    kit.show_all()
    desk.show_all()
    understand.show_all()


if __name__ == "__main__":
    main()
