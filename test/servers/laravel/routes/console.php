<?php

use App\EventLog\EventLog;
use Illuminate\Support\Facades\Artisan;

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
