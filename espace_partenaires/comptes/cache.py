"""A cache on Redis that falls back to PostgreSQL: limits on sign-in hold even while Redis is away."""

import logging
import time
from collections.abc import Callable
from typing import Any, Final

from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

logger = logging.getLogger(__name__)

# Redis that does not answer costs half a second; it is not asked again for this long.
PAUSE_APRES_PANNE_S: Final = 10.0


class CacheAvecRepli(RedisCache):
    """Redis first; the table « repli » when it does not answer."""

    _muet_jusqu_a = 0.0

    def _essayer(self, operation: str, *arguments: Any, **options: Any) -> Any:
        if time.monotonic() >= CacheAvecRepli._muet_jusqu_a:
            appel: Callable[..., Any] = getattr(super(), operation)
            try:
                return appel(*arguments, **options)
            except (RedisError, OSError):
                CacheAvecRepli._muet_jusqu_a = time.monotonic() + PAUSE_APRES_PANNE_S
                logger.warning("Redis does not answer: the cache falls back to the database")
        return getattr(caches["repli"], operation)(*arguments, **options)

    def add(self, *arguments: Any, **options: Any) -> bool:
        """Set a value if there is none."""
        return bool(self._essayer("add", *arguments, **options))

    def get(self, *arguments: Any, **options: Any) -> Any:
        """Read a value."""
        return self._essayer("get", *arguments, **options)

    def set(self, *arguments: Any, **options: Any) -> None:
        """Write a value."""
        self._essayer("set", *arguments, **options)

    def touch(self, *arguments: Any, **options: Any) -> bool:
        """Give a value more time."""
        return bool(self._essayer("touch", *arguments, **options))

    def delete(self, *arguments: Any, **options: Any) -> bool:
        """Remove a value."""
        return bool(self._essayer("delete", *arguments, **options))

    def incr(self, *arguments: Any, **options: Any) -> int:
        """Add to a number."""
        return int(self._essayer("incr", *arguments, **options))

    def has_key(self, *arguments: Any, **options: Any) -> bool:
        """Tell whether a value is there."""
        return bool(self._essayer("has_key", *arguments, **options))
