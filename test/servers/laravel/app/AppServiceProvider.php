<?php

namespace App;

use App\Models\User;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\ServiceProvider;

class AppServiceProvider extends ServiceProvider
{
    public function boot(): void
    {
        // A user's token is the name, as at every server of these tests.
        Auth::viaRequest('bearer', fn (Request $request) => User::firstWhere('handle', $request->bearerToken()));
        require __DIR__.'/../routes/channels.php';
        require __DIR__.'/../routes/web.php';
        $this->app['router']->getRoutes()->refreshNameLookups();
        if ($this->app->runningInConsole()) {
            require __DIR__.'/../routes/console.php';
        }
    }
}
