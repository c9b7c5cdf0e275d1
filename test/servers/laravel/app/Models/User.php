<?php

namespace App\Models;

use Illuminate\Broadcasting\PrivateChannel;
use Illuminate\Database\Eloquent\BroadcastsEvents;
use Illuminate\Foundation\Auth\User as Authenticatable;
use Illuminate\Notifications\Notifiable;

class User extends Authenticatable
{
    use BroadcastsEvents, Notifiable;

    public $timestamps = false;

    protected $guarded = [];

    public function broadcastOn($event)
    {
        return $event === 'created' ? [] : [new PrivateChannel($this)];
    }
}
