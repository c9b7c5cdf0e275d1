<?php

namespace App\EventLog;

use Illuminate\Database\Connection;
use Illuminate\Database\Query\Builder;
use Illuminate\Support\Str;

/**
 * What was broadcast: each channel is a stream of events 1, 2, 3 … in an epoch, which changes when the log was lost.
 *
 * Owns: the tables event_streams and event_log, and who gets which number. Does not own: who may read a channel.
 */
class EventLog
{
    /** The name of no channel: its row holds the epoch of the whole log. */
    private const LOG = '';

    public function __construct(private Connection $db)
    {
    }

    /**
     * Appends an event to each of the channels. Gives their cursors, by channel.
     *
     * The row of a stream is locked from its increment to the commit: numbers are handed out in the order of commits, so nobody
     * ever reads 8 before 7. Channels are locked in one order, so no two writers wait for each other.
     */
    public function append(array $channels, string $event, array $payload, ?string $socket = null): array
    {
        $channels = array_unique($channels);
        sort($channels, SORT_STRING);
        $epoch = $this->open($channels);
        $data = json_encode($payload ?: (object) [], JSON_THROW_ON_ERROR);
        $at = time();

        return $this->db->transaction(function () use ($channels, $epoch, $event, $data, $socket, $at) {
            $cursors = [];
            foreach ($channels as $channel) {
                $this->streams()->where('channel', $channel)->increment('head');
                $seq = (int) $this->streams()->where('channel', $channel)->value('head');
                $this->events()->insert(compact('channel', 'seq', 'event', 'data', 'socket', 'at'));
                $cursors[$channel] = "$epoch:$seq";
            }

            return $cursors;
        }, 5);
    }

    /** Gives the epoch of the log, and to every channel that never had an event a row to count in. */
    private function open(array $channels): string
    {
        $wanted = [self::LOG, ...$channels];
        $known = $this->streams()->useWritePdo()->whereIn('channel', $wanted)->pluck('epoch', 'channel')->all();
        $missing = array_filter($wanted, fn ($channel) => ! isset($known[$channel]));
        if (! $missing) {
            return $known[self::LOG];
        }
        // Whoever comes second is ignored.
        $this->streams()->insertOrIgnore(array_map(
            fn ($channel) => ['channel' => $channel, 'epoch' => $channel === self::LOG ? Str::lower(Str::random(8)) : ''],
            array_values($missing)
        ));

        return $this->open($channels);
    }

    /**
     * Reads several channels. `$asked` is by channel, each `['epoch' => ?string, 'after' => int]`: without an epoch the head only
     * is wanted, and what another epoch counted means nothing in this one. `$sockets` are the reader's: what was sent to others
     * than one of them is a step to skip.
     */
    public function read(array $asked, int $limit, array $sockets = []): array
    {
        $epoch = $this->open([]);
        $names = array_map('strval', array_keys($asked));
        $streams = $this->streams()->whereIn('channel', $names)->get()->keyBy('channel');
        $answers = [];
        foreach ($asked as $channel => ['epoch' => $theirs, 'after' => $after]) {
            $head = (int) ($streams[$channel]->head ?? 0);
            $from = match ($theirs) { null => $head, $epoch => $after, default => 0 };
            $events = $limit > 0 && $from < $head ? $this->page((string) $channel, $from, $head, $limit) : [];
            $answers[$channel] = [
                'epoch' => $epoch,
                'head' => $head,
                'oldest' => (int) ($streams[$channel]->oldest ?? 1),
                'more' => ($events ? end($events)->seq : $from) < $head,
                'events' => array_map(fn ($row) => $this->entry($row, $sockets), $events),
            ];
        }

        return $answers;
    }

    /** Up to the head that was read before: what was committed since is the next page's. */
    private function page(string $channel, int $after, int $head, int $limit): array
    {
        return $this->events()->where('channel', $channel)->where('seq', '>', $after)->where('seq', '<=', $head)
            ->orderBy('seq')->limit($limit)->get()->all();
    }

    private function entry(object $row, array $sockets): array
    {
        $seq = (int) $row->seq;

        return $row->socket !== null && in_array($row->socket, $sockets, true)
            ? ['seq' => $seq, 'skip' => true]
            : ['seq' => $seq, 'event' => $row->event, 'data' => json_decode($row->data)];
    }

    /** Forgets what is older than so many hours, from the beginning of each stream on. Gives how many events that were. */
    public function prune(float $hours): int
    {
        $ends = $this->events()->where('at', '<', time() - $hours * 3600)
            ->groupBy('channel')->selectRaw('channel, max(seq) as newest')->pluck('newest', 'channel');
        $forgotten = 0;
        foreach ($ends as $channel => $last) {
            // Readers are told before it is gone, so that a hole is never taken for one that a later answer fills.
            $this->streams()->where('channel', $channel)->where('oldest', '<=', $last)->update(['oldest' => $last + 1]);
            $forgotten += $this->events()->where('channel', $channel)->where('seq', '<=', $last)->delete();
        }

        return $forgotten;
    }

    private function streams(): Builder
    {
        return $this->db->table('event_streams');
    }

    private function events(): Builder
    {
        return $this->db->table('event_log');
    }
}
