staff-error-sign-in = Sign in first.
staff-error-forbidden = You are not allowed to do this here ({ $act }); ask the hall manager or the administrator if you need it.
staff-error-token = The API key is unknown, expired or revoked.
