<?php

namespace App\EventLog;

use Illuminate\Auth\Access\AuthorizationException;
use Illuminate\Auth\AuthenticationException;
use Illuminate\Database\Eloquent\ModelNotFoundException;
use Illuminate\Http\JsonResponse;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Broadcast;
use Illuminate\Support\Str;
use Symfony\Component\HttpKernel\Exception\HttpExceptionInterface;
use Throwable;

/** `POST /broadcasting/events`: what a client missed, for all its channels in one answer. */
class EventLogController
{
    private const MAX_BYTES = 262_144;

    private const LOOK_EVERY_US = 250_000;

    public function __invoke(Request $request, EventLog $log): JsonResponse
    {
        // Every held answer keeps a PHP worker: event streams are for other servers. The client takes another way.
        if (Str::startsWith($request->header('Accept', ''), 'text/event-stream')) {
            return response()->json(['message' => 'There is no event stream here.'], 406);
        }
        abort_if(strlen($request->getContent()) > self::MAX_BYTES, 413);
        $given = $request->validate([
            'channels' => 'present|array|max:500',
            'channels.*' => 'array',
            'limit' => 'integer|min:0',
            'waitMs' => 'integer|min:0',
            'sockets' => 'array|max:100',
        ]);
        if ($request->hasSession()) {
            // A request in the background does not use up what was flashed for the next page.
            $request->session()->reflash();
        }
        [$asked, $errors] = $this->permitted($request, $this->channels($given['channels']));
        $limit = min($given['limit'] ?? 100, 1000);
        $sockets = array_filter($given['sockets'] ?? [], 'is_string');
        $waitMs = min($given['waitMs'] ?? 0, config('broadcasting.connections.logged.wait_ms', 0));
        $until = microtime(true) + $waitMs / 1000;
        while (true) {
            $answers = $log->read($asked, $limit, $sockets) + $errors;
            if ($waitMs > 0 && $news = $this->news($answers, $asked)) {
                return response()->json(['channels' => (object) $news]);
            }
            if (microtime(true) >= $until) {
                return response()->json(['channels' => (object) $answers]);
            }
            usleep(self::LOOK_EVERY_US);
        }
    }

    /** By name; the last one counts. */
    private function channels(array $given): array
    {
        $channels = [];
        foreach ($given as $channel) {
            $epoch = $channel['epoch'] ?? null;
            $after = $channel['after'] ?? 0;
            abort_unless(is_string($channel['name'] ?? null) && (is_string($epoch) || $epoch === null), 422);
            abort_unless(is_int($after) && $after >= 0, 422);
            $channels[$channel['name']] = compact('epoch', 'after');
        }

        return $channels;
    }

    /** Sorts out what this user may not read. Throws where nobody is signed in and that is what it takes. */
    private function permitted(Request $request, array $channels): array
    {
        $errors = array_filter(array_map(
            fn ($channel) => $this->refusal($request, (string) $channel),
            array_combine(array_keys($channels), array_keys($channels))
        ));
        if (! $request->user() && in_array(403, array_column(array_column($errors, 'error'), 'status'))) {
            throw new AuthenticationException;
        }

        return [array_diff_key($channels, $errors), $errors];
    }

    /** Asks the rules of `routes/channels.php`, just as the authorization route does. */
    private function refusal(Request $request, string $channel): ?array
    {
        if (! preg_match('/^[-\w=@,.;]{1,164}$/', $channel)) {
            return ['error' => ['status' => 422, 'message' => 'This is no name of a channel.']];
        }
        if (! Str::startsWith($channel, ['private-', 'presence-'])) {
            return null;
        }
        try {
            Broadcast::auth($request->merge(['channel_name' => $channel, 'socket_id' => '0.0']));

            return null;
        } catch (Throwable $problem) {
            $status = match (true) {
                $problem instanceof HttpExceptionInterface => $problem->getStatusCode(),
                $problem instanceof AuthorizationException => 403,
                $problem instanceof ModelNotFoundException => 404,
                default => 500,
            };
            if ($status === 500) {
                report($problem);
            }

            return ['error' => ['status' => $status, 'message' => 'This channel cannot be read.']];
        }
    }

    /** What is worth to end a wait for. */
    private function news(array $answers, array $asked): array
    {
        return array_filter($answers, fn ($answer, $channel) => isset($answer['error'])
            || $answer['events']
            || $asked[$channel]['epoch'] !== $answer['epoch']
            || $asked[$channel]['after'] < $answer['oldest'] - 1, ARRAY_FILTER_USE_BOTH);
    }
}
