<?php
declare( strict_types=1 );

namespace Masthead;

/** Whether everybody can read it: drafts, private and planned posts and those behind a password are nobody's business there. */
function is_public_story( \WP_Post $post ): bool {
	return 'publish' === $post->post_status && '' === $post->post_password && in_array( $post->post_type, setting( 'types' ), true );
}

/** A post as Masthead takes a story: the whole of it each time. */
function story_of( \WP_Post $post ): array {
	$address = story_address( $post->ID );
	$before  = (string) get_post_meta( $post->ID, '_masthead_address', true );
	$title   = cut( plain( $post->post_title ), 500 );
	$image   = get_the_post_thumbnail_url( $post, 'large' );
	$section = section_of( $post );
	$byline  = byline_of( $post );
	$story   = array(
		'address'         => $address,
		'formerAddresses' => '' === $before || $before === $address ? array() : array( $before ),
		/* translators: %s: a day */
		'title'           => '' === $title ? sprintf( __( 'Untitled, %s', 'masthead' ), get_the_date( '', $post ) ) : $title,
		'standfirst'      => standfirst_of( $post ),
		'bodyHtml'        => setting( 'body' ) ? body_of( $post ) : null,
		'byline'          => '' === $byline ? null : $byline,
		'section'         => '' === $section ? null : $section,
		'tags'            => tags_of( $post ),
		'imageAddress'    => is_string( $image ) && 0 === strpos( $image, 'http' ) ? $image : null,
		'publishedAt'     => get_post_time( 'Y-m-d\TH:i:s\Z', true, $post ),
	);
	/** Sites that keep some of it elsewhere put it in here. */
	return (array) apply_filters( 'masthead_story', $story, $post );
}

/** What the editor wrote as excerpt, or how the story begins; never what is for members. */
function standfirst_of( \WP_Post $post ): string {
	$words = plain( $post->post_excerpt );
	return cut( '' === $words ? wp_trim_words( plain( body_of( $post ) ?? '' ), 40, '…' ) : $words, 400 );
}

/** As a stranger reads it. One that is too large is left out, and the story stands without it. */
function body_of( \WP_Post $post ): ?string {
	$html = as_plain_page(
		$post,
		static function () use ( $post ): string {
			return (string) apply_filters( 'the_content', $post->post_content );
		}
	);
	return strlen( $html ) > 1000000 ? null : $html;
}

/** By one or several: Co-Authors Plus knows them where it is there. */
function byline_of( \WP_Post $post ): string {
	$authors = function_exists( 'get_coauthors' ) ? get_coauthors( $post->ID ) : array( get_userdata( (int) $post->post_author ) );
	$names   = array();
	foreach ( $authors as $author ) {
		if ( is_object( $author ) && isset( $author->display_name ) ) {
			$names[] = plain( (string) $author->display_name );
		}
	}
	return cut( wp_sprintf_l( '%l', array_filter( $names ) ), 300 );
}

/** The primary category, where a plugin for search engines knows one; else the first. */
function section_of( \WP_Post $post ): string {
	foreach ( array( '_yoast_wpseo_primary_category', 'rank_math_primary_category' ) as $note ) {
		$term = get_term( (int) get_post_meta( $post->ID, $note, true ), 'category' );
		if ( $term instanceof \WP_Term ) {
			return cut( plain( $term->name ), 120 );
		}
	}
	foreach ( get_the_category( $post->ID ) as $term ) {
		if ( (int) get_option( 'default_category' ) !== $term->term_id ) {
			return cut( plain( $term->name ), 120 );
		}
	}
	return '';
}

/** @return list<string> */
function tags_of( \WP_Post $post ): array {
	$terms = get_the_terms( $post, 'post_tag' );
	$names = is_array( $terms ) ? wp_list_pluck( $terms, 'name' ) : array();
	$cut   = array_map(
		static function ( string $name ): string {
			return cut( plain( $name ), 80 );
		},
		$names
	);
	return array_slice( array_values( array_unique( array_filter( $cut ) ) ), 0, 50 );
}

/** Text without markup, its characters as they are read. */
function plain( string $html ): string {
	$text = html_entity_decode( wp_strip_all_tags( $html ), ENT_QUOTES | ENT_HTML5, 'UTF-8' );
	return trim( (string) preg_replace( '/\s+/u', ' ', $text ) );
}

/** No longer than Masthead takes, which counts as JavaScript does: what lies beyond the basic plane is two. */
function cut( string $text, int $most ): string {
	while ( strlen( mb_convert_encoding( $text, 'UTF-16LE', 'UTF-8' ) ) / 2 > $most ) {
		$text = rtrim( mb_substr( $text, 0, min( $most, mb_strlen( $text ) ) - 1 ) );
	}
	return $text;
}
