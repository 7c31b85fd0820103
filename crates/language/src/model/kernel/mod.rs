//! The arithmetic of the encoder, compiled for several instruction sets and chosen at run time.
//!
//! Two promises hold everywhere below:
//!
//! * **The same numbers on every machine.** Matrix products with trained weights are products of integers, exact
//!   whatever the order. All other arithmetic is IEEE single precision written element by element: fixed order
//!   of summation, explicit fused multiply-adds ([`f32::mul_add`] rounds once everywhere, in hardware or not), own
//!   exponential and error function, nothing from the platform's mathematical library.
//! * **The plain twin is the specification.** Each vector kernel has a safe, plain counterpart and a test that
//!   both give the same bits.
//!
//! A [`Kernel`] names the instruction set; it can only be made for one that this processor has, which is what makes
//! calling the compiled variants sound.

#![allow(
    clippy::needless_range_loop,
    reason = "an index into several arrays of one fixed length is the plain way to say it"
)]

pub mod float;
pub mod gated;
pub mod linear;

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
#[cfg(target_arch = "x86_64")]
mod runs;

/// An instruction set that this processor is known to have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Kernel(Level);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Level {
    Plain,
    #[cfg(target_arch = "x86_64")]
    Avx2,
    #[cfg(target_arch = "x86_64")]
    Avx512,
    #[cfg(target_arch = "aarch64")]
    Neon,
}

impl Kernel {
    /// The fastest one here.
    pub fn best() -> Self {
        Self::available().last().copied().unwrap_or(Self(Level::Plain))
    }

    /// No more than the target's base instruction set: slow, and the measure of the others.
    pub fn plain() -> Self {
        Self(Level::Plain)
    }

    /// All that this processor has, the slowest first.
    pub fn available() -> Vec<Self> {
        #[allow(unused_mut, reason = "some targets have the plain one only")]
        let mut found = vec![Self(Level::Plain)];
        #[cfg(target_arch = "x86_64")]
        {
            if is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma") {
                found.push(Self(Level::Avx2));
                if is_x86_feature_detected!("avx512f")
                    && is_x86_feature_detected!("avx512bw")
                    && is_x86_feature_detected!("avx512dq")
                    && is_x86_feature_detected!("avx512vl")
                    && is_x86_feature_detected!("avx512vnni")
                {
                    found.push(Self(Level::Avx512));
                }
            }
        }
        #[cfg(target_arch = "aarch64")]
        if std::arch::is_aarch64_feature_detected!("neon") {
            found.push(Self(Level::Neon));
        }
        found
    }

    /// The one called `name` (`plain`, `avx2`, `avx512-vnni`, `neon`), if this processor has it.
    pub fn named(name: &str) -> Option<Self> {
        Self::available().into_iter().find(|kernel| kernel.name() == name)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self.0 {
            Level::Plain => "plain",
            #[cfg(target_arch = "x86_64")]
            Level::Avx2 => "avx2",
            #[cfg(target_arch = "x86_64")]
            Level::Avx512 => "avx512-vnni",
            #[cfg(target_arch = "aarch64")]
            Level::Neon => "neon",
        }
    }
}

/// Defines a function of a [`Kernel`] and more arguments whose body, ordinary safe Rust, is compiled once for each
/// instruction set, so that the compiler may use that set's registers.
macro_rules! compiled_for_each_level {
    ($(#[$doc:meta])* $vis:vis fn $name:ident($($arg:ident: $type:ty),* $(,)?) $body:block) => {
        $(#[$doc])*
        #[allow(clippy::too_many_arguments)]
        $vis fn $name(kernel: $crate::model::kernel::Kernel, $($arg: $type),*) {
            #[inline(always)]
            #[allow(clippy::too_many_arguments)]
            fn body($($arg: $type),*) $body

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx2,fma")]
            #[allow(clippy::too_many_arguments)]
            fn avx2($($arg: $type),*) {
                body($($arg),*)
            }

            #[cfg(target_arch = "x86_64")]
            #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,avx2,fma")]
            #[allow(clippy::too_many_arguments)]
            fn avx512($($arg: $type),*) {
                body($($arg),*)
            }

            match kernel.0 {
                $crate::model::kernel::Level::Plain => body($($arg),*),
                // SAFETY: a `Kernel` of this level is made only where `Kernel::available` detected its features.
                #[cfg(target_arch = "x86_64")]
                $crate::model::kernel::Level::Avx2 => unsafe { avx2($($arg),*) },
                // SAFETY: as above.
                #[cfg(target_arch = "x86_64")]
                $crate::model::kernel::Level::Avx512 => unsafe { avx512($($arg),*) },
                // Advanced SIMD belongs to the target's base set: the plain body is already compiled for it.
                #[cfg(target_arch = "aarch64")]
                $crate::model::kernel::Level::Neon => body($($arg),*),
            }
        }
    };
}
use compiled_for_each_level;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_again() {
        for kernel in Kernel::available() {
            assert_eq!(Kernel::named(kernel.name()), Some(kernel));
        }
        assert_eq!(Kernel::named("abacus"), None);
        assert_eq!(Kernel::available().first(), Some(&Kernel::plain()));
    }
}
