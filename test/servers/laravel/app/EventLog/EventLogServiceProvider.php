<?php

namespace App\EventLog;

use Illuminate\Broadcasting\BroadcastManager;
use Illuminate\Console\Scheduling\Schedule;
use Illuminate\Foundation\Http\Events\RequestHandled;
use Illuminate\Support\Facades\Artisan;
use Illuminate\Support\Facades\Event;
use Illuminate\Support\Facades\Route;
use Illuminate\Support\ServiceProvider;

/** Everything the event log needs from the application, in one place. */
class EventLogServiceProvider extends ServiceProvider
{
    public function register(): void
    {
        $this->app->bind(EventLog::class, fn ($app) => new EventLog($app['db']->connection('event-log')));
        if (! config('database.connections.event-log')) {
            config(['database.connections.event-log' => $this->connection()]);
        }
        $this->callAfterResolving(BroadcastManager::class, fn (BroadcastManager $manager) => $manager->extend(
            'logged',
            fn ($app, $config) => new LoggedBroadcaster($manager->connection($config['through']), $app->make(EventLog::class))
        ));
    }

    /**
     * A connection of its own to the same database: an event is in the log when it is sent, whatever becomes of the transaction
     * that the application is in. SQLite has one writer a file, so there it is a file of its own.
     */
    private function connection(): array
    {
        $connection = config('database.connections.'.config('database.default'));
        if ($connection['driver'] === 'sqlite' && $connection['database'] !== ':memory:') {
            $connection['database'] = preg_replace('/(\.\w+)?$/', '-events.sqlite', $connection['database'], 1);
            is_file($connection['database']) || touch($connection['database']);
        }

        return $connection;
    }

    public function boot(): void
    {
        Event::listen(RequestHandled::class, function (RequestHandled $handled) {
            if ($cursors = $handled->request->attributes->get(LoggedBroadcaster::class)) {
                $handled->response->headers->set('X-Event-Cursor', implode(', ', $cursors));
            }
        });
        if (! $this->app->routesAreCached()) {
            Route::middleware(config('broadcasting.connections.logged.middleware', ['web']))
                ->post('/broadcasting/events', EventLogController::class);
        }
        if ($this->app->runningInConsole()) {
            Artisan::command('event-log:prune {--hours=24}', function (EventLog $log) {
                $this->info($log->prune((float) $this->option('hours')).' events forgotten.');
            })->purpose('Forget the events that nobody will ask for any more');
        }
        $this->callAfterResolving(Schedule::class, fn (Schedule $schedule) => $schedule->command('event-log:prune')->hourly());
    }
}
