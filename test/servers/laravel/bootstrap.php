<?php

/**
 * Makes the application: on Laravel 12 from Composer, or else on Debian's Laravel 8.83 with Pusher's library from Composer.
 * The tests say by LARAVEL_VENDOR where Composer's packages are, and by LARAVEL_STORAGE where it may write.
 */

use Illuminate\Config\Repository;
use Illuminate\Contracts\Console\Kernel as ConsoleKernel;
use Illuminate\Contracts\Debug\ExceptionHandler;
use Illuminate\Contracts\Http\Kernel as HttpKernel;
use Illuminate\Foundation\Application;
use Illuminate\Foundation\Bootstrap\LoadConfiguration;
use Illuminate\Foundation\Console\Kernel;
use Illuminate\Foundation\Exceptions\Handler;

require getenv('LARAVEL_VENDOR').'/autoload.php';
if (! class_exists(Application::class)) {
    require '/usr/share/php/Illuminate/autoload.php';
}
spl_autoload_register(function (string $class) {
    $file = __DIR__.'/app/'.strtr(substr($class, 4), '\\', '/').'.php';
    if (str_starts_with($class, 'App\\') && is_file($file)) {
        require $file;
    }
});

$app = new Application(__DIR__);
$app->useStoragePath(getenv('LARAVEL_STORAGE'));
$app->singleton(HttpKernel::class, App\Http\Kernel::class);
$app->singleton(ConsoleKernel::class, Kernel::class);
$app->singleton(ExceptionHandler::class, Handler::class);
// One file in place of a folder of them.
$app->bind(LoadConfiguration::class, fn () => new class
{
    public function bootstrap(Application $app): void
    {
        $app->instance('config', new Repository(require __DIR__.'/config.php'));
        $app->detectEnvironment(fn () => 'local');
        date_default_timezone_set('UTC');
        mb_internal_encoding('UTF-8');
    }
});

return $app;
