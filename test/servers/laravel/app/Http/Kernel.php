<?php

namespace App\Http;

use Illuminate\Auth\Middleware\Authenticate;
use Illuminate\Cookie\Middleware\AddQueuedCookiesToResponse;
use Illuminate\Cookie\Middleware\EncryptCookies;
use Illuminate\Foundation\Http\Kernel as FrameworkKernel;
use Illuminate\Routing\Middleware\SubstituteBindings;
use Illuminate\Session\Middleware\StartSession;

/** The `web` group as in every Laravel application. Who brings a bearer token needs no session, and so no CSRF token. */
class Kernel extends FrameworkKernel
{
    protected $middlewareGroups = [
        'web' => [
            EncryptCookies::class,
            AddQueuedCookiesToResponse::class,
            StartSession::class,
            SessionOrBearer::class,
            SubstituteBindings::class,
        ],
    ];

    protected $routeMiddleware = ['auth' => Authenticate::class];

    protected $middlewareAliases = ['auth' => Authenticate::class];
}
