"""Company sign-in: OpenID Connect by django-allauth, with the checks that it leaves to others (decision 0012)."""
