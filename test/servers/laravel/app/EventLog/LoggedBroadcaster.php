<?php

namespace App\EventLog;

use Illuminate\Contracts\Broadcasting\Broadcaster;
use Illuminate\Support\Arr;
use Throwable;

/**
 * Writes what is broadcast into the event log, and then lets another broadcaster send it, with its cursor.
 *
 *     event → append, commit → {…, "_cursor": "k3f9:42"} → Reverb or any Pusher server
 */
class LoggedBroadcaster implements Broadcaster
{
    /** Each is some 50 bytes of a header, which servers and proxies limit. What is left out, the next catch-up finds. */
    private const TOLD_PER_REQUEST = 40;

    public function __construct(private Broadcaster $inner, private EventLog $log)
    {
    }

    public function broadcast(array $channels, $event, array $payload = [])
    {
        $socket = $payload['socket'] ?? null;
        unset($payload['socket'], $payload['_cursor']);
        if ($payload !== [] && ! Arr::isAssoc($payload)) {
            // A list has no place for a cursor: it goes out as it always did, at most once.
            return $this->inner->broadcast($channels, $event, $payload + ['socket' => $socket]);
        }
        $cursors = $this->log->append(array_map('strval', $channels), $event, $payload, $socket);
        foreach ($cursors as $channel => $cursor) {
            $this->tellSender((string) $channel, $cursor, $socket);
            // The cursor comes last: there a client finds it without reading the rest.
            $this->send((string) $channel, $event, $payload + ['socket' => $socket, '_cursor' => $cursor]);
        }
    }

    /** What is in the log will be delivered. To fail now would make a queue append it once more. */
    private function send(string $channel, string $event, array $payload): void
    {
        try {
            $this->inner->broadcast([$channel], $event, $payload);
        } catch (Throwable $problem) {
            report($problem);
        }
    }

    /** Who sent it to others gets no frame, and learns from the answer to its request which number that was. */
    private function tellSender(string $channel, string $cursor, ?string $socket): void
    {
        $request = request();
        $told = $request->attributes->get(self::class, []);
        if ($socket !== null && $request->header('X-Socket-ID') === $socket && count($told) < self::TOLD_PER_REQUEST) {
            $request->attributes->set(self::class, [...$told, rawurlencode($channel)."=$cursor"]);
        }
    }

    public function auth($request)
    {
        return $this->inner->auth($request);
    }

    public function validAuthenticationResponse($request, $result)
    {
        return $this->inner->validAuthenticationResponse($request, $result);
    }

    /** `Broadcast::channel(…)` and everything else that broadcasters have. */
    public function __call($method, $arguments)
    {
        return $this->inner->{$method}(...$arguments);
    }
}
