<?php

use App\Models\User;
use Illuminate\Support\Facades\Broadcast;

$member = fn (User $user) => ['id' => (string) $user->id, 'name' => $user->name];

Broadcast::channel('App.Models.User.{id}', fn (User $user, int $id) => $user->id === $id);
Broadcast::channel('user.{id}', fn (User $user, int $id) => $user->id === $id);
Broadcast::channel('orders.{id}', fn (User $user) => true);
Broadcast::channel('conversation.{id}.presence', $member);
Broadcast::channel('conversation.{id}', $member);
// The names, and so the rules, that the conformance suite uses on every server.
Broadcast::channel('room.{name}', $member);
Broadcast::channel('room.{run}.{number}.{name}', $member);
Broadcast::channel('private-doubled.{id}', fn (User $user) => true);
Broadcast::channel('presence-doubled.{id}', $member);
// A rule that fails: Laravel answers 500.
Broadcast::channel('broken.{id}', fn (User $user) => throw new RuntimeException('The rule of this channel is broken.'));
// A rule that looks for something that is not there: Laravel answers 404.
Broadcast::channel('missing.{id}', fn (User $user, int $id) => User::findOrFail($id + 1_000_000));
