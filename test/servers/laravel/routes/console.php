<?php

use App\EventLog\EventLog;
use Illuminate\Support\Facades\Artisan;
use Illuminate\Support\Facades\Broadcast;
use Illuminate\Support\Facades\DB;

// One of several writers at once: each event goes to all of the channels.
Artisan::command('test:write {writer} {count} {channels*}', function (EventLog $log) {
    foreach (range(1, (int) $this->argument('count')) as $number) {
        $payload = ['writer' => (int) $this->argument('writer'), 'number' => $number];
        // Not in one order: the log has to find its own.
        $channels = $this->argument('channels');
        shuffle($channels);
        $log->append($channels, 'written', $payload);
    }
});

// Reads along while they write, and tells what it saw: whoever reads 8 must have been able to read 7.
Artisan::command('test:watch {total} {channel}', function (EventLog $log) {
    [$channel, $epoch, $after, $seen] = [$this->argument('channel'), '', 0, []];
    $deadline = microtime(true) + 60;
    while (count($seen) < (int) $this->argument('total') && microtime(true) < $deadline) {
        $answer = $log->read([$channel => ['epoch' => $epoch, 'after' => $after]], 7)[$channel];
        $epoch = $answer['epoch'];
        foreach ($answer['events'] as $event) {
            $seen[] = ['seq' => $event['seq']] + (array) $event['data'];
            $after = $event['seq'];
        }
        $answer['more'] || usleep(2_000);
    }
    $this->line(json_encode($seen));
});

// Broadcasts in a transaction, which then fails.
Artisan::command('test:rollback {channel}', function (EventLog $log) {
    $channel = $this->argument('channel');
    try {
        DB::transaction(function () use ($channel) {
            DB::table('users')->insert(['name' => 'Nobody', 'handle' => 'nobody']);
            Broadcast::connection()->broadcast([$channel], 'promised', ['a' => 1]);
            throw new RuntimeException('It comes to nothing.');
        });
    } catch (RuntimeException) {
        $answer = $log->read([$channel => ['epoch' => '', 'after' => 0]], 10)[$channel];
        $users = DB::table('users')->where('handle', 'nobody')->count();
        $this->line(json_encode(['broadcast' => count($answer['events']), 'users' => $users]));
    }
});

// One event in the middle is two days old by a clock that went wrong: what came before it goes as well, what came after stays.
Artisan::command('test:age {channel} {seq}', function (EventLog $log) {
    $channel = $this->argument('channel');
    DB::connection('event-log')->table('event_log')->where('channel', $channel)->where('seq', $this->argument('seq'))
        ->update(['at' => time() - 2 * 86_400]);
    $log->prune(24);
    $answer = $log->read([$channel => ['epoch' => '', 'after' => 0]], 10)[$channel];
    $left = array_column($answer['events'], 'seq');
    $this->line(json_encode(['oldest' => $answer['oldest'], 'head' => $answer['head'], 'left' => $left]));
});

// Broadcasts one after the other, as a job does that tells its progress.
Artisan::command('test:publish {channel} {count} {everyMs}', function () {
    foreach (range(1, (int) $this->argument('count')) as $number) {
        Broadcast::connection()->broadcast([$this->argument('channel')], 'numbered', ['number' => $number]);
        usleep(1_000 * (int) $this->argument('everyMs'));
    }
});

// As after a backup was restored.
Artisan::command('test:lose', function () {
    DB::connection('event-log')->table('event_streams')->delete();
    DB::connection('event-log')->table('event_log')->delete();
});
