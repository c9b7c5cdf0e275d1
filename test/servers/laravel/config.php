<?php

$env = fn (string $name, $default = null) => getenv($name) === false ? $default : getenv($name);
$storage = getenv('LARAVEL_STORAGE');
$database = fn (string $driver, array $more = []) => $more + [
    'driver' => $driver,
    'host' => $env('DB_HOST', '127.0.0.1'),
    'port' => $env('DB_PORT'),
    'database' => $env('DB_DATABASE', "$storage/database.sqlite"),
    'username' => $env('DB_USERNAME'),
    'password' => $env('DB_PASSWORD', ''),
    'unix_socket' => $env('DB_SOCKET', ''),
    'prefix' => '',
];
$pusher = fn (string $driver) => [
    'driver' => $driver,
    'key' => $env('PUSHER_APP_KEY', 'key'),
    'secret' => $env('PUSHER_APP_SECRET', 'secret'),
    'app_id' => $env('PUSHER_APP_ID', 'app'),
    'options' => array_filter([
        'host' => '127.0.0.1',
        'port' => (int) $env('PUSHER_PORT', 8080),
        'scheme' => 'http',
        'useTLS' => false,
        'timeout' => 5,
        'encryption_master_key_base64' => $env('PUSHER_MASTER_KEY'),
    ], fn ($value) => $value !== null),
];

return [
    'app' => [
        'name' => 'Resound’s tests',
        'env' => 'local',
        'debug' => false,
        'url' => 'http://127.0.0.1',
        'timezone' => 'UTC',
        'locale' => 'en',
        'fallback_locale' => 'en',
        'cipher' => 'AES-256-CBC',
        'key' => str_repeat('k', 32),
        'aliases' => [],
        'providers' => array_filter([
            Illuminate\Auth\AuthServiceProvider::class,
            Illuminate\Broadcasting\BroadcastServiceProvider::class,
            Illuminate\Bus\BusServiceProvider::class,
            Illuminate\Cache\CacheServiceProvider::class,
            Illuminate\Foundation\Providers\ConsoleSupportServiceProvider::class,
            Illuminate\Cookie\CookieServiceProvider::class,
            Illuminate\Database\DatabaseServiceProvider::class,
            Illuminate\Encryption\EncryptionServiceProvider::class,
            Illuminate\Filesystem\FilesystemServiceProvider::class,
            Illuminate\Foundation\Providers\FoundationServiceProvider::class,
            Illuminate\Hashing\HashServiceProvider::class,
            Illuminate\Notifications\NotificationServiceProvider::class,
            Illuminate\Pipeline\PipelineServiceProvider::class,
            Illuminate\Queue\QueueServiceProvider::class,
            Illuminate\Redis\RedisServiceProvider::class,
            Illuminate\Session\SessionServiceProvider::class,
            Illuminate\Translation\TranslationServiceProvider::class,
            Illuminate\Validation\ValidationServiceProvider::class,
            Illuminate\View\ViewServiceProvider::class,
            Laravel\Reverb\ApplicationManagerServiceProvider::class,
            Laravel\Reverb\ReverbServiceProvider::class,
            App\EventLog\EventLogServiceProvider::class,
            App\AppServiceProvider::class,
        ], 'class_exists'),
    ],
    'auth' => [
        'defaults' => ['guard' => 'web'],
        'guards' => [
            'web' => ['driver' => 'session', 'provider' => 'users'],
            'bearer' => ['driver' => 'bearer'],
        ],
        'providers' => ['users' => ['driver' => 'eloquent', 'model' => App\Models\User::class]],
    ],
    'broadcasting' => [
        'default' => $env('BROADCAST_CONNECTION', 'pusher'),
        'connections' => [
            'logged' => [
                'driver' => 'logged',
                'through' => $env('BROADCAST_THROUGH', 'pusher'),
                'wait_ms' => (int) $env('EVENT_LOG_WAIT_MS', 0),
            ],
            'pusher' => $pusher('pusher'),
            'reverb' => $pusher('reverb'),
            'redis' => ['driver' => 'redis', 'connection' => 'default'],
            'log' => ['driver' => 'log'],
            'null' => ['driver' => 'null'],
        ],
    ],
    'cache' => ['default' => 'array', 'stores' => ['array' => ['driver' => 'array']]],
    'database' => [
        'default' => $env('DB_CONNECTION', 'sqlite'),
        'connections' => [
            'sqlite' => $database('sqlite'),
            'mysql' => $database('mysql', ['charset' => 'utf8mb4', 'collation' => 'utf8mb4_unicode_ci']),
            'pgsql' => $database('pgsql', ['charset' => 'utf8']),
        ],
        'migrations' => 'migrations',
        'redis' => [
            'client' => 'phpredis',
            'default' => ['host' => '127.0.0.1', 'port' => (int) $env('REDIS_PORT', 6379), 'database' => 0],
        ],
    ],
    'filesystems' => ['default' => 'local', 'disks' => ['local' => ['driver' => 'local', 'root' => "$storage/app"]]],
    'hashing' => ['driver' => 'bcrypt'],
    'logging' => [
        'default' => 'file',
        'channels' => ['file' => ['driver' => 'single', 'path' => "$storage/laravel.log"]],
    ],
    'queue' => ['default' => 'sync', 'connections' => ['sync' => ['driver' => 'sync']]],
    'reverb' => [
        'default' => 'reverb',
        'servers' => [
            'reverb' => [
                'host' => '127.0.0.1',
                'port' => (int) $env('PUSHER_PORT', 8080),
                'hostname' => '127.0.0.1',
                'options' => ['tls' => []],
                'max_request_size' => 10_000,
                'scaling' => ['enabled' => false],
                'pulse_ingest_interval' => 15,
                'telescope_ingest_interval' => 15,
            ],
        ],
        'apps' => [
            'provider' => 'config',
            'apps' => [
                $pusher('reverb') + [
                    'allowed_origins' => ['*'],
                    'accept_client_events_from' => 'members',
                    'ping_interval' => 60,
                    'activity_timeout' => 30,
                    'max_message_size' => 10_000,
                ],
            ],
        ],
    ],
    'session' => [
        'driver' => 'file',
        'files' => "$storage/sessions",
        'lifetime' => 120,
        'expire_on_close' => false,
        'encrypt' => false,
        'lottery' => [0, 100],
        'cookie' => 'resound_session',
        'path' => '/',
        'domain' => null,
        'secure' => false,
        'http_only' => true,
        'same_site' => 'lax',
    ],
    'view' => ['paths' => [], 'compiled' => "$storage/views"],
];
