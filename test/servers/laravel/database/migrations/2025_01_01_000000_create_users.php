<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\DB;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    public function up(): void
    {
        Schema::create('users', function (Blueprint $table) {
            $table->id();
            $table->string('name');
            $table->string('handle');
            $table->string('remember_token')->nullable();
        });
        DB::table('users')->insert([
            ['name' => 'Ada Lovelace', 'handle' => 'ada'],
            ['name' => 'Grace Hopper', 'handle' => 'grace'],
        ]);
    }
};
