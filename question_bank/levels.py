"""Several people's levels on one criterion, and how far they lie apart."""

# Two levels is more than two careful raters of the same answer differ by; such criteria are talked about first.
APART = 2


class Spread:
    """For whatever holds ``levels``: those of 1-4 that were given. Level 0 is a hole and not among them."""

    @property
    def levels(self) -> list[int]:
        """The levels 1-4 that were given."""
        raise NotImplementedError

    @property
    def low(self) -> int | None:
        """The lowest, ``None`` without any."""
        return min(self.levels, default=None)

    @property
    def high(self) -> int | None:
        """The highest, ``None`` without any."""
        return max(self.levels, default=None)

    @property
    def spread(self) -> int:
        """Highest minus lowest; 0 with fewer than two."""
        return max(self.levels, default=0) - min(self.levels, default=0)

    @property
    def is_apart(self) -> bool:
        """Two levels apart or more: to be talked about first."""
        return self.spread >= APART
