<?php

use App\Events\OrderShipped;
use App\Events\Published;
use App\Models\User;
use App\Notifications\InvoicePaid;
use Illuminate\Broadcasting\BroadcastController;
use Illuminate\Http\Request;
use Illuminate\Support\Facades\Auth;
use Illuminate\Support\Facades\Broadcast;
use Illuminate\Support\Facades\Route;

$page = fn (string $title) => "<!doctype html><html lang=\"en\"><title>$title</title><link rel=\"icon\" href=\"data:,\"><h1>$title</h1></html>";

Route::get('/up', fn () => response()->noContent());

Route::middleware('web')->group(function () use ($page) {
    Route::get('/', fn () => $page('Resound'));
    Route::get('/login', fn () => $page('Log in'))->name('login');
    Route::post('/login', function (Request $request) {
        Auth::login(User::where('handle', $request->input('user'))->firstOrFail());

        return response()->noContent();
    });

    // Laravel's own route, but with CSRF protection, as applications with Sanctum have it.
    Route::post('/broadcasting/auth', [BroadcastController::class, 'authenticate'])->middleware('auth');

    Route::post('/orders/{id}/ship', function (Request $request, int $id) {
        broadcast(new OrderShipped($id, $request->input('carrier', 'post')))->toOthers();

        return response()->json(['shipped' => $id]);
    })->middleware('auth');
    Route::post('/users/{user}', function (Request $request, User $user) {
        $user->update(['name' => $request->input('name')]);

        return response()->noContent();
    })->middleware('auth');
    Route::post('/users/{user}/invoices', function (Request $request, User $user) {
        $user->notify(new InvoicePaid((int) $request->input('amount')));

        return response()->noContent();
    })->middleware('auth');
});

// As a backend does: no session, and through the connection that is asked for.
Route::post('/publish', function (Request $request) {
    $event = new Published($request->input('channels'), $request->input('event'), $request->input('data') ?? []);
    $event->socket = $request->input('socketId');
    Broadcast::setDefaultDriver($request->input('through') ?? Broadcast::getDefaultDriver());
    Broadcast::queue($event);

    return response()->noContent();
});

// Authorization as applications get it wrong.
Route::any('/wrong/{how}/broadcasting/auth', fn (Request $request, string $how) => match ($how) {
    // Laravel's `log` and `null` broadcasters permit everything by saying nothing: 200 and an empty body.
    'empty' => Broadcast::connection('log')->auth($request),
    'html' => $page('Back soon'),
    'redirect' => redirect(route('login')),
    '500' => throw new RuntimeException('Nobody should read this.'),
    default => abort((int) $how),
});
