<?php
declare( strict_types=1 );

namespace Masthead;

/** Masthead from the command line. */
class Commands {
	/**
	 * Pushes stories to Masthead: those that are named, or all.
	 *
	 * ## OPTIONS
	 *
	 * [<id>...]
	 * : Posts by their numbers.
	 *
	 * [--all]
	 * : Every public story, from the first.
	 *
	 * [--resume]
	 * : Go on where the last “all” was stopped.
	 *
	 * @param string[]             $ids   Posts.
	 * @param array<string,string> $flags Options.
	 */
	public function push( array $ids, array $flags ): void {
		if ( '' === home() || '' === api_key() ) {
			\WP_CLI::error( 'Set the address and the key first, under Settings → Masthead.' );
		}
		if ( isset( $flags['all'] ) || isset( $flags['resume'] ) ) {
			$this->push_all( isset( $flags['resume'] ) );
			return;
		}
		if ( array() === $ids ) {
			\WP_CLI::error( 'Name posts by their numbers, or say --all.' );
		}
		$failed = 0;
		foreach ( $ids as $id ) {
			$post    = get_post( (int) $id );
			$done    = $post && is_public_story( $post ) ? push_story( $post ) : array( 'state' => 'failed', 'words' => 'It is no public story.' );
			$failed += 'done' === $done['state'] ? 0 : 1;
			\WP_CLI::line( $id . ': ' . $done['words'] );
		}
		if ( $failed > 0 ) {
			\WP_CLI::error( "$failed of " . count( $ids ) . ' did not get there.' );
		}
	}

	/** Ctrl-C stops it; --resume goes on. */
	private function push_all( bool $is_resumed ): void {
		$state = $is_resumed ? bulk_state() : begin_bulk();
		do {
			$before = $state['after'];
			$state  = bulk_step( 2 );
			\WP_CLI::line( sprintf( '%d of %d, %d not taken', $state['done'] + $state['failed'], $state['total'], $state['failed'] ) );
			if ( '' !== $state['problem'] ) {
				\WP_CLI::error( $state['problem'] . ' Its place is kept: say --resume when it is mended.' );
			}
		} while ( $state['after'] !== $before );
		\WP_CLI::success( sprintf( '%d stories are there, %d were not taken.', $state['done'], $state['failed'] ) );
	}

	/** Says whether all is set up, and how to mend what is not. */
	public function test(): void {
		$is_good = true;
		foreach ( test_connection() as $found ) {
			\WP_CLI::line( ( $found['good'] ? '+ ' : '- ' ) . $found['words'] );
			$is_good = $is_good && $found['good'];
		}
		if ( ! $is_good ) {
			\WP_CLI::halt( 1 );
		}
	}

	/**
	 * Writes the approved comments into a file that `masthead comments import wordpress` reads.
	 *
	 * ## OPTIONS
	 *
	 * <file>
	 * : Where to.
	 *
	 * [--dry-run]
	 * : Say what would be written, and write nothing.
	 *
	 * @subcommand export-comments
	 *
	 * @param string[]             $names File.
	 * @param array<string,string> $flags Options.
	 */
	public function export_comments( array $names, array $flags ): void {
		foreach ( comments_report() as $part => $count ) {
			\WP_CLI::line( str_pad( str_replace( '_', ' ', $part ), 12 ) . $count );
		}
		if ( isset( $flags['dry-run'] ) ) {
			return;
		}
		$file = fopen( $names[0], 'wb' );
		if ( false === $file ) {
			\WP_CLI::error( $names[0] . ' cannot be written.' );
		}
		$count = write_comments(
			static function ( string $xml ) use ( $file ): void {
				fwrite( $file, $xml );
			}
		);
		fclose( $file );
		\WP_CLI::success( "$count comments are in {$names[0]}." );
	}
}

\WP_CLI::add_command( 'masthead', Commands::class );
