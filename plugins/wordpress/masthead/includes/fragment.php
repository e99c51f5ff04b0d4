<?php
declare( strict_types=1 );

namespace Masthead;

const REFRESH_EVENT    = 'masthead_refresh';
const FRAGMENT_FRESH   = 120;
const FRAGMENT_TIMEOUT = 0.8;

add_action( REFRESH_EVENT, __NAMESPACE__ . '\\fetch_comments' );

/**
 * The comments of a story as plain HTML, for search engines and whoever has no scripts. A copy that is old is shown and renewed afterwards; a
 * page waits only for the first one, for a second at most, and not at all while Masthead is down.
 */
function comments_html( string $address ): string {
	$kept = get_transient( fragment_name( $address ) );
	if ( is_array( $kept ) ) {
		if ( time() - $kept['at'] > FRAGMENT_FRESH && ! is_down() && ! wp_next_scheduled( REFRESH_EVENT, array( $address ) ) ) {
			wp_schedule_single_event( time(), REFRESH_EVENT, array( $address ) );
		}
		return $kept['html'];
	}
	return is_down() ? '' : fetch_comments( $address );
}

function fetch_comments( string $address ): string {
	$answer = ask( 'GET', '/api/v1/page-comments?address=' . rawurlencode( $address ), array( 'timeout' => FRAGMENT_TIMEOUT ) );
	if ( 200 !== $answer['status'] && 404 !== $answer['status'] ) {
		note_down();
		return '';
	}
	note_up();
	// The house escapes what readers wrote; our page takes nothing on trust.
	$html = 404 === $answer['status'] ? '' : wp_kses( $answer['body'], fragment_tags() );
	set_transient( fragment_name( $address ), array( 'at' => time(), 'html' => $html ), DAY_IN_SECONDS );
	return $html;
}

function fragment_name( string $address ): string {
	return 'masthead_c_' . md5( home() . ' ' . $address );
}

function fragment_tags(): array {
	$plain = array_fill_keys( array( 'h2', 'ol', 'li', 'article', 'p', 'b', 'br' ), array() );
	return $plain + array( 'a' => array( 'href' => true ), 'time' => array( 'datetime' => true ) );
}
