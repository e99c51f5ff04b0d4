<?php
declare( strict_types=1 );

namespace Masthead;

const PUSH_EVENT     = 'masthead_push';
const WITHDRAW_EVENT = 'masthead_withdraw';
/** Seconds until it is tried again, after each failure; then it is given up, and the log says so. */
const PUSH_WAITS = array( 30, 120, 600, 1800, 7200, 21600, 43200 );

add_action( 'transition_post_status', __NAMESPACE__ . '\\on_transition', 20, 3 );
add_action( 'post_updated', __NAMESPACE__ . '\\on_update', 20, 3 );
add_action( 'before_delete_post', __NAMESPACE__ . '\\on_delete' );
add_action( WITHDRAW_EVENT, __NAMESPACE__ . '\\withdraw_when_due', 10, 2 );
add_action( PUSH_EVENT, __NAMESPACE__ . '\\push_when_due' );

function on_transition( string $new, string $old, \WP_Post $post ): void {
	if ( 'publish' === $new ) {
		plan_push( $post );
	} elseif ( 'publish' === $old && '' !== (string) get_post_meta( $post->ID, '_masthead_address', true ) ) {
		plan_again( $post->ID, 1 );
	}
}

/** A slug, or a password, can change without the status. */
function on_update( int $post_id, \WP_Post $after, \WP_Post $before ): void {
	if ( 'publish' === $after->post_status && ( $after->post_name !== $before->post_name || $after->post_password !== $before->post_password ) ) {
		if ( is_public_story( $after ) ) {
			plan_push( $after );
		} elseif ( '' !== (string) get_post_meta( $post_id, '_masthead_address', true ) ) {
			plan_again( $post_id, 1 );
		}
	}
}

/** Nothing is known of the post when it is due, but its address; nobody at the editor waits for another server here either. */
function on_delete( int $post_id ): void {
	unplan( $post_id );
	$address = (string) get_post_meta( $post_id, '_masthead_address', true );
	if ( setting( 'push' ) && '' !== $address ) {
		wp_schedule_single_event( time() + 1, WITHDRAW_EVENT, array( $address, 0 ) );
	}
}

/**
 * Puts a push down for in a moment: terms and the picture are stored after the post, and nobody at the editor waits for another server. Each
 * change has a number, so that of three changes the last is not taken for the first that was asked again.
 */
function plan_push( \WP_Post $post, int $wait = 1 ): void {
	if ( ! setting( 'push' ) || '' === home() || '' === api_key() || ! is_public_story( $post ) || wp_is_post_revision( $post ) || wp_is_post_autosave( $post ) ) {
		return;
	}
	// An import brings thousands at once: “push all” takes them one after the other.
	if ( defined( 'WP_IMPORTING' ) && constant( 'WP_IMPORTING' ) ) {
		return;
	}
	update_post_meta( $post->ID, '_masthead_version', 1 + (int) get_post_meta( $post->ID, '_masthead_version', true ) );
	delete_post_meta( $post->ID, '_masthead_tries' );
	plan_again( $post->ID, $wait );
}

/** WordPress holds two of the same within ten minutes for one, and drops the later: the earlier goes first. */
function plan_again( int $post_id, int $wait ): void {
	unplan( $post_id );
	wp_schedule_single_event( time() + $wait, PUSH_EVENT, array( $post_id ) );
}

function unplan( int $post_id ): void {
	wp_clear_scheduled_hook( PUSH_EVENT, array( $post_id ) );
}

/** What became of a story that was due; what failed for now comes again, later each time. */
function push_when_due( int $post_id ): void {
	$post = get_post( $post_id );
	if ( ! $post || ! setting( 'push' ) ) {
		return;
	}
	$is_public = is_public_story( $post );
	if ( ! $is_public && '' === (string) get_post_meta( $post_id, '_masthead_address', true ) ) {
		return;
	}
	$done = $is_public ? push_story( $post ) : withdraw_story( (string) get_post_meta( $post_id, '_masthead_address', true ) );
	if ( ! $is_public && 'done' === $done['state'] ) {
		delete_post_meta( $post_id, '_masthead_address' );
	}
	if ( 'again' !== $done['state'] ) {
		delete_post_meta( $post_id, '_masthead_tries' );
		note( $done['state'], $post_id, $done['words'] );
		return;
	}
	$tries = (int) get_post_meta( $post_id, '_masthead_tries', true );
	if ( ! isset( PUSH_WAITS[ $tries ] ) ) {
		delete_post_meta( $post_id, '_masthead_tries' );
		/* translators: %s: why */
		note( 'failed', $post_id, sprintf( __( 'Given up after eight tries: %s Save the post, or push all, to try again.', 'masthead' ), $done['words'] ) );
		return;
	}
	update_post_meta( $post_id, '_masthead_tries', $tries + 1 );
	$wait = max( PUSH_WAITS[ $tries ], $done['after'] );
	plan_again( $post_id, $wait );
	/* translators: 1: why, 2: how long */
	note( 'waits', $post_id, sprintf( __( '%1$s It is tried again in %2$s.', 'masthead' ), $done['words'], human_time_diff( time(), time() + $wait ) ) );
}

/**
 * Sends one story, now.
 *
 * @return array{state:string,words:string,after:int} done, again or failed
 */
function push_story( \WP_Post $post ): array {
	$story  = story_of( $post );
	$answer = ask( 'PUT', '/api/v1/desk/stories', array( 'key' => true, 'body' => $story, 'timeout' => 15, 'headers' => array( 'idempotency-key' => push_name( $post, $story ) ) ) );
	$words  = refusal_of( $answer );
	if ( 200 === $answer['status'] ) {
		note_up();
		update_post_meta( $post->ID, '_masthead_address', wp_slash( $story['address'] ) );
		return array( 'state' => 'done', 'words' => outcome_words( $answer['body'], array() !== $story['formerAddresses'] ), 'after' => 0 );
	}
	if ( 413 === $answer['status'] || 422 === $answer['status'] || 400 === $answer['status'] ) {
		/* translators: %s: what Masthead says */
		return array( 'state' => 'failed', 'words' => sprintf( __( 'Not taken as it is: %s Change the post and save it.', 'masthead' ), $words ), 'after' => 0 );
	}
	if ( 401 === $answer['status'] || 403 === $answer['status'] ) {
		/* translators: %s: what Masthead says */
		$words = sprintf( __( 'The key was refused: %s Paste one that may import stories under Settings → Masthead.', 'masthead' ), $words );
	}
	return array( 'state' => 'again', 'words' => $words, 'after' => min( DAY_IN_SECONDS, (int) ( $answer['headers']['retry-after'] ?? 0 ) ) );
}

/** The story of a post that was deleted for good; what fails for now comes again, as a push does. */
function withdraw_when_due( string $address, int $tries ): void {
	$done = withdraw_story( $address );
	if ( 'again' === $done['state'] && isset( PUSH_WAITS[ $tries ] ) ) {
		wp_schedule_single_event( time() + max( PUSH_WAITS[ $tries ], $done['after'] ), WITHDRAW_EVENT, array( $address, $tries + 1 ) );
	} elseif ( 'again' === $done['state'] ) {
		/* translators: 1: an address, 2: why */
		note( 'failed', 0, sprintf( __( 'Given up after eight tries: %1$s was deleted here and stands at Masthead still. Withdraw it at its desk. %2$s', 'masthead' ), $address, $done['words'] ) );
	}
}

/**
 * Takes one story back, at the address where Masthead knows it.
 *
 * @return array{state:string,words:string,after:int} done, again or failed
 */
function withdraw_story( string $address ): array {
	$answer  = ask( 'POST', '/api/v1/desk/stories/withdrawals', array( 'key' => true, 'body' => array( 'address' => $address ), 'timeout' => 15 ) );
	// Masthead never knew it, or has forgotten it.
	if ( 200 === $answer['status'] || 404 === $answer['status'] ) {
		note_up();
		return array( 'state' => 'done', 'words' => __( 'It is not public here any more, so Masthead has withdrawn it: nobody is shown it, and its talk is closed. Publish it again and it comes back.', 'masthead' ), 'after' => 0 );
	}
	return array( 'state' => 'again', 'words' => refusal_of( $answer ), 'after' => min( DAY_IN_SECONDS, (int) ( $answer['headers']['retry-after'] ?? 0 ) ) );
}

/** The same for a change that is sent again, and another for each change, even for one that puts the words of before back. */
function push_name( \WP_Post $post, array $story ): string {
	$facts = array( home_url(), $post->ID, get_post_meta( $post->ID, '_masthead_version', true ), $story );
	return 'wp-' . $post->ID . '-' . substr( hash( 'sha256', (string) wp_json_encode( $facts ) ), 0, 32 );
}

function outcome_words( string $body, bool $has_moved ): string {
	$outcome = json_decode( $body, true )['outcome'] ?? '';
	if ( 'added' === $outcome ) {
		return __( 'Brought in.', 'masthead' );
	}
	if ( 'unchanged' === $outcome ) {
		return __( 'Nothing had changed.', 'masthead' );
	}
	return $has_moved ? __( 'Moved to its new address, with its comments and bookmarks.', 'masthead' ) : __( 'Brought up to date.', 'masthead' );
}
