"""The editors' interface has a Content-Security-Policy of its own: Wagtail still writes inline scripts."""

from csp.constants import SELF, UNSAFE_INLINE

ADMIN_PREFIXES = ("/admin/",)
ADMIN_POLICY = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class AdminPolicyMiddleware:
    """Relax the policy for `/admin/` only."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith(ADMIN_PREFIXES):
            response._csp_replace = ADMIN_POLICY
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response
