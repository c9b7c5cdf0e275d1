<?php

use Illuminate\Database\Migrations\Migration;
use Illuminate\Database\Schema\Blueprint;
use Illuminate\Support\Facades\Schema;

return new class extends Migration
{
    protected $connection = 'event-log';

    public function up(): void
    {
        // On SQLite the log has a file of its own, which `migrate:fresh` does not empty.
        $this->down();
        Schema::connection($this->connection)->create('event_streams', function (Blueprint $table) {
            $this->exact($table->string('channel', 191))->primary();
            $table->string('epoch', 16)->default('');
            $table->unsignedBigInteger('head')->default(0);
            $table->unsignedBigInteger('oldest')->default(1);
        });
        Schema::connection($this->connection)->create('event_log', function (Blueprint $table) {
            $this->exact($table->string('channel', 191));
            $table->unsignedBigInteger('seq');
            $table->string('event');
            $table->longText('data');
            $table->string('socket', 64)->nullable();
            $table->unsignedBigInteger('at')->index();
            $table->primary(['channel', 'seq']);
        });
    }

    public function down(): void
    {
        Schema::connection($this->connection)->dropIfExists('event_log');
        Schema::connection($this->connection)->dropIfExists('event_streams');
    }

    /** MySQL and MariaDB would take `orders.A` and `orders.a` for one channel. */
    private function exact($column)
    {
        $driver = Schema::connection($this->connection)->getConnection()->getDriverName();

        return in_array($driver, ['mysql', 'mariadb']) ? $column->charset('utf8mb4')->collation('utf8mb4_bin') : $column;
    }
};
