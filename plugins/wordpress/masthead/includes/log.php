<?php
declare( strict_types=1 );

namespace Masthead;

const LOG_OPTION = 'masthead_log';
const LOG_MOST   = 50;

/**
 * Notes what was done, for the settings page. Titles and addresses of stories; nothing of a person.
 *
 * @param string $state done, waits or failed
 */
function note( string $state, int $post_id, string $words ): void {
	$log = get_option( LOG_OPTION, array() );
	$log = is_array( $log ) ? $log : array();
	array_unshift( $log, array( 'at' => time(), 'state' => $state, 'post' => $post_id, 'words' => mb_substr( $words, 0, 400 ) ) );
	update_option( LOG_OPTION, array_slice( $log, 0, LOG_MOST ), false );
}

function noted(): array {
	$log = get_option( LOG_OPTION, array() );
	return is_array( $log ) ? $log : array();
}
