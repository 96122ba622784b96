"""Health of the web container: asks the portal's own readiness page; exits 1 when it is not ready."""

import http.client
import os
import sys

PORT = 8000
TIMEOUT = 4.0  # seconds


def is_ready() -> bool:
    """Tell whether the portal, its database, its queue and its scanner answer."""
    host = os.environ.get("ALLOWED_HOSTS", "localhost").split(",")[0].strip().lstrip(".")
    link = http.client.HTTPConnection("127.0.0.1", PORT, timeout=TIMEOUT)
    try:
        link.request("GET", "/sante/pret", headers={"Host": host, "X-Forwarded-Proto": "https"})
        return link.getresponse().status == http.HTTPStatus.OK
    except OSError:
        return False
    finally:
        link.close()


if __name__ == "__main__":
    sys.exit(0 if is_ready() else 1)
