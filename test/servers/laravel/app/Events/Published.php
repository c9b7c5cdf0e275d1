<?php

namespace App\Events;

use Illuminate\Broadcasting\Channel;
use Illuminate\Broadcasting\InteractsWithSockets;
use Illuminate\Contracts\Broadcasting\ShouldBroadcastNow;

/** Whatever a test wants to be broadcast. */
class Published implements ShouldBroadcastNow
{
    use InteractsWithSockets;

    public function __construct(private array $channels, private string $name, private array $data)
    {
    }

    public function broadcastOn(): array
    {
        return array_map(fn (string $channel) => new Channel($channel), $this->channels);
    }

    public function broadcastAs(): string
    {
        return $this->name;
    }

    public function broadcastWith(): array
    {
        return $this->data;
    }
}
