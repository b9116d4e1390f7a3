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
    """Relax the policy for `/admin/`, and let its preview panel frame the page that is being edited.

    Wagtail renders a preview through these middlewares as a request of its own, marked `is_preview`.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        policy = self._policy(request)
        if policy:
            response._csp_replace = policy
            response.headers["X-Frame-Options"] = "SAMEORIGIN"
        return response

    def _policy(self, request):
        if getattr(request, "is_preview", False):
            return {"frame-ancestors": [SELF]}
        return ADMIN_POLICY if request.path.startswith(ADMIN_PREFIXES) else None
