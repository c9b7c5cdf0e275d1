<?php

namespace App\Http;

use Closure;
use Illuminate\Foundation\Http\Middleware\VerifyCsrfToken;
use Illuminate\Support\Facades\Auth;

/** Laravel's CSRF protection for who comes with a session; the guard `bearer` for who comes with a token. */
class SessionOrBearer extends VerifyCsrfToken
{
    public function handle($request, Closure $next)
    {
        if (! $request->bearerToken()) {
            return parent::handle($request, $next);
        }
        Auth::shouldUse('bearer');

        return $next($request);
    }
}
