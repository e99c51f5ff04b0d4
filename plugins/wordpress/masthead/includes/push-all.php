<?php
declare( strict_types=1 );

namespace Masthead;

const BULK_OPTION  = 'masthead_bulk';
const BULK_SECONDS = 2;

add_action( 'wp_ajax_masthead_push_all', __NAMESPACE__ . '\\answer_push_all' );

/** One step a request, so that neither a time-out of PHP nor a closed window loses where it was. */
function answer_push_all(): void {
	check_ajax_referer( 'masthead' );
	if ( ! current_user_can( 'manage_options' ) ) {
		wp_send_json_error( null, 403 );
	}
	if ( '' === home() || '' === api_key() ) {
		wp_send_json_error( __( 'Set the address and the key first, and save.', 'masthead' ), 409 );
	}
	$does = isset( $_POST['does'] ) ? sanitize_key( wp_unslash( $_POST['does'] ) ) : ''; // phpcs:ignore WordPress.Security.NonceVerification.Missing -- Checked above.
	if ( 'begin' === $does ) {
		begin_bulk();
	}
	wp_send_json_success( bulk_step() );
}

/** @return array{after:int,total:int,done:int,failed:int,problem:string} */
function bulk_state(): array {
	$state = get_option( BULK_OPTION, array() );
	return ( is_array( $state ) ? $state : array() ) + array( 'after' => 0, 'total' => 0, 'done' => 0, 'failed' => 0, 'problem' => '' );
}

function begin_bulk(): array {
	$state = array( 'after' => 0, 'total' => count_stories( 0 ), 'done' => 0, 'failed' => 0, 'problem' => '' );
	update_option( BULK_OPTION, $state, false );
	return $state;
}

/**
 * Goes on where it was left, for some seconds. A story that is refused is counted and passed; while Masthead cannot be reached, or wants a
 * pause, the place is kept.
 */
function bulk_step( int $seconds = BULK_SECONDS ): array {
	$until = microtime( true ) + $seconds;
	$state = array( 'problem' => '' ) + bulk_state();
	do {
		$next = stories_after( $state['after'], 1 );
		if ( array() === $next ) {
			$state['total'] = $state['done'] + $state['failed'];
			break;
		}
		$post = get_post( $next[0] );
		$done = push_story( $post );
		if ( 'again' === $done['state'] ) {
			$state['problem'] = $done['words'];
			$state['wait']    = max( 5, $done['after'] );
			update_option( BULK_OPTION, $state, false );
			return $state;
		}
		if ( 'failed' === $done['state'] ) {
			note( 'failed', $post->ID, $done['words'] );
		}
		$state[ $done['state'] ] += 1;
		$state['after'] = $post->ID;
		update_option( BULK_OPTION, $state, false );
	} while ( microtime( true ) < $until );
	update_option( BULK_OPTION, $state, false );
	return $state;
}

/** @return list<int> */
function stories_after( int $after, int $most ): array {
	global $wpdb;
	$types = setting( 'types' );
	if ( array() === $types ) {
		return array();
	}
	$places = implode( ',', array_fill( 0, count( $types ), '%s' ) );
	$ids    = $wpdb->get_col( $wpdb->prepare( "SELECT ID FROM {$wpdb->posts} WHERE post_status = 'publish' AND post_password = '' AND post_type IN ($places) AND ID > %d ORDER BY ID LIMIT %d", array_merge( $types, array( $after, $most ) ) ) ); // phpcs:ignore WordPress.DB
	return array_map( 'intval', $ids );
}

function count_stories( int $after ): int {
	return count( stories_after( $after, PHP_INT_MAX ) );
}
